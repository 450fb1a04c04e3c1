#include "risk/summary.h"

#include <assert.h>
#include <math.h>

#include "num/lanes.h"
#include "num/stat.h"
#include "risk/tail.h"

INLINED double mean_of(const double *x, size_t count)
{
    lanes  sum = {0}, more = {0};
    size_t whole = count - count % (2 * LANES);
    double rest = 0;
    for (size_t i = 0; i < whole; i += 2 * LANES) sum += *lanes_at(x + i), more += *lanes_at(x + i + LANES);
    for (size_t i = whole; i < count; i++) rest += x[i];
    sum += more;
    return (lanes_total(&sum) + rest) / (double)count;
}

struct sums {                           /* powers about the mean; and about the target, what lies above and below it */
    double first, second, third, fourth, above, below, below_square;
};

typedef long long lane_masks __attribute__((vector_size(LANES * sizeof(long long)), aligned(sizeof(double)), may_alias));

INLINED struct sums sums_of(const double *x, size_t count, double mean, double target)
{
    lanes       first = {0}, second = {0}, third = {0}, fourth = {0}, far = {0}, below = {0}, squares = {0}, none = {0};
    size_t      whole = count - count % LANES;
    struct sums s = {0};
    for (size_t i = 0; i < whole; i += LANES) {
        lanes d = *lanes_at(x + i) - mean, square = d * d, gap = *lanes_at(x + i) - target, low = (lanes)((lane_masks)gap & (lane_masks)(gap < none));
        first   += d;
        second  += square;
        third   += square * d;
        fourth  += square * square;
        far     += gap;
        below   += low;
        squares += low * low;
    }
    s = (struct sums){lanes_total(&first), lanes_total(&second), lanes_total(&third), lanes_total(&fourth),
                       lanes_total(&far), lanes_total(&below), lanes_total(&squares)};
    for (size_t i = whole; i < count; i++) {
        double d = x[i] - mean, gap = x[i] - target, low = gap < 0 ? gap : 0;
        s.first        += d;
        s.second       += d * d;
        s.third        += d * d * d;
        s.fourth       += d * d * d * d;
        s.above        += gap;
        s.below        += low;
        s.below_square += low * low;
    }
    s.above -= s.below;
    return s;
}

struct path {
    double wealth, deepest, squares;
};

INLINED struct path path_of(const double *x, size_t count)
{
    double      peak = 1;
    struct path p = {.wealth = 1};
    for (size_t i = 0; i < count; i++) {
        p.wealth *= 1 + x[i];
        peak      = p.wealth > peak ? p.wealth : peak;
        double depth = p.wealth / peak - 1;
        p.deepest  = depth < p.deepest ? depth : p.deepest;
        p.squares += depth * depth;
    }
    return p;
}

/* How many of the values lie below the bound; they are copied, without a branch that depends on them. */
INLINED size_t copy_below(const double *x, size_t count, double bound, double *out)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        out[found] = x[i];
        found += x[i] < bound;
    }
    return found;
}

/* The order statistic of tail_var(), from the lowest few: all that lie so many deviations below the mean, more where those are
 * not enough. */
INLINED double var_of(const double *x, size_t count, double level, double mean, double deviation, double *scratch)
{
    double tries[] = {1.2, 0.5, -INFINITY};
    size_t place = tail_place(count, level);
    for (size_t k = 0; k < sizeof tries / sizeof *tries; k++) {
        size_t found = copy_below(x, count, mean - tries[k] * deviation, scratch);
        if (found <= place) continue;
        stat_sort(scratch, found);
        return -scratch[place];
    }
    return -mean;                       /* none lies below infinity by a deviation of 0: all are the mean */
}

INLINED struct summary summary_of_body(const double *returns, size_t count, double risk_free, double level, double periods_per_year, double *scratch)
{
    assert(level > 0 && level < 1 && periods_per_year > 0);
    struct summary r = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    double n = (double)count, year = sqrt(periods_per_year), mean = count ? mean_of(returns, count) : NAN;
    if (!isfinite(mean)) return r;

    struct sums s = sums_of(returns, count, mean, risk_free);
    struct path p = path_of(returns, count);
    mean += s.first / n;                /* what rounding left in the mean, which the powers are corrected for below */
    double off = s.first / n, square = s.second - n * off * off, deviation = sqrt(square / (n - 1)), down = sqrt(s.below_square / n);
    double second = square / n;
    r.annual_return = p.wealth >= 0 ? pow(p.wealth, periods_per_year / n) - 1 : NAN;
    r.drawdown      = p.deepest;
    r.ulcer         = sqrt(p.squares / (n + 1));
    r.var           = var_of(returns, count, level, mean, count > 1 ? deviation : 0, scratch);
    if (s.below < 0) r.omega = s.above / -s.below;
    if (p.deepest < 0) r.calmar = r.annual_return / -p.deepest;
    if (count < 2) return r;
    r.volatility = deviation * year;
    if (deviation > 0) r.sharpe = (mean - risk_free) / deviation * year;
    if (down > 0) r.sortino = (mean - risk_free) / down * year;
    if (!(second > 0)) return r;
    r.skewness = (s.third / n - 3 * off * s.second / n) / (second * sqrt(second));
    r.kurtosis = (s.fourth / n - 4 * off * s.third / n) / (second * second);
    return r;
}

LANES_KERNEL(struct summary, summary_of, (const double *returns, size_t count, double risk_free, double level, double periods_per_year, double *scratch),
             (returns, count, risk_free, level, periods_per_year, scratch))
