#include "risk/range.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#include "num/elementary.h"

struct logs {                           /* of one bar, about its open */
    double high, low, close;
};

static bool usable(const struct range_in *in, size_t i)
{
    double low = in->low[i], high = in->high[i];
    return low > 0 && high < INFINITY && in->open[i] >= low && in->open[i] <= high && in->close[i] >= low && in->close[i] <= high;
}

static struct logs logs_of(const struct range_in *in, size_t i)
{
    if (!usable(in, i)) return (struct logs){NAN, NAN, NAN};
    double open = log_portable(in->open[i]);
    return (struct logs){log_portable(in->high[i]) - open, log_portable(in->low[i]) - open, log_portable(in->close[i]) - open};
}

static double parkinson(struct logs x)       { return (x.high - x.low) * (x.high - x.low) / (4 * M_LN2); }
static double garman_klass(struct logs x)    { return (x.high - x.low) * (x.high - x.low) / 2 - (2 * M_LN2 - 1) * x.close * x.close; }
static double rogers_satchell(struct logs x) { return x.high * (x.high - x.close) + x.low * (x.low - x.close); }

static double mean_variance(const struct range_in *in, size_t first, double (*of)(struct logs x))
{
    double sum = 0;
    for (size_t i = first; i < in->count; i++) sum += of(logs_of(in, i));
    return in->count > first ? sum / (double)(in->count - first) : NAN;
}

/* Garman and Klass's variance of one bar can be below 0, so that of all can be, by a hair. */
static double annual(double variance, double periods_per_year)
{
    assert(periods_per_year > 0);
    return isnan(variance) ? NAN : sqrt(fmax(variance, 0) * periods_per_year);
}

double volatility_parkinson(const struct range_in *in, double periods_per_year)
{
    return annual(mean_variance(in, 0, parkinson), periods_per_year);
}

double volatility_garman_klass(const struct range_in *in, double periods_per_year)
{
    return annual(mean_variance(in, 0, garman_klass), periods_per_year);
}

double volatility_rogers_satchell(const struct range_in *in, double periods_per_year)
{
    return annual(mean_variance(in, 0, rogers_satchell), periods_per_year);
}

struct spread {                         /* Welford's */
    double mean, square, count;
};

static void spread_add(struct spread *s, double x)
{
    double step = x - s->mean;
    s->mean   += step / ++s->count;
    s->square += step * (x - s->mean);
}

double volatility_yang_zhang(const struct range_in *in, double periods_per_year)
{
    struct spread night = {0}, day = {0};
    if (in->count < 3) return NAN;
    for (size_t i = 1; i < in->count; i++) {
        if (!usable(in, i) || !usable(in, i - 1)) return NAN;
        spread_add(&night, log_portable(in->open[i] / in->close[i - 1]));
        spread_add(&day, logs_of(in, i).close);
    }
    double n = day.count, k = 0.34 / (1.34 + (n + 1) / (n - 1));
    double inside = mean_variance(in, 1, rogers_satchell);
    return annual(night.square / (n - 1) + k * day.square / (n - 1) + (1 - k) * inside, periods_per_year);
}
