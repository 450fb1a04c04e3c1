#include "risk/ratio.h"

#include <assert.h>
#include <math.h>

#include "num/stat.h"
#include "risk/returns.h"

double sharpe(const double *returns, size_t count, double risk_free, double periods_per_year)
{
    assert(periods_per_year > 0);
    double deviation = stat_deviation(returns, count);
    return deviation > 0 ? (stat_mean(returns, count) - risk_free) / deviation * sqrt(periods_per_year) : NAN;
}

double downside_deviation(const double *returns, size_t count, double target)
{
    double square = 0;
    if (count == 0) return NAN;
    for (size_t i = 0; i < count; i++)
        if (!(returns[i] >= target)) square += (returns[i] - target) * (returns[i] - target);
    return sqrt(square / (double)count);
}

double sortino(const double *returns, size_t count, double target, double periods_per_year)
{
    assert(periods_per_year > 0);
    if (count < 2) return NAN;
    double deviation = downside_deviation(returns, count, target);
    return deviation > 0 ? (stat_mean(returns, count) - target) / deviation * sqrt(periods_per_year) : NAN;
}

double omega(const double *returns, size_t count, double target)
{
    double gained = 0, lost = 0;
    for (size_t i = 0; i < count; i++) {
        double far = returns[i] - target;
        if (isnan(far)) return NAN;
        if (far > 0) gained += far;
        else         lost -= far;
    }
    return lost > 0 ? gained / lost : NAN;
}

struct fall {                           /* of wealth, from 1 on */
    double deepest, ulcer;
};

static struct fall fall_of(const double *returns, size_t count)
{
    double      wealth = 1, peak = 1, square = 0;
    struct fall f = {0};
    for (size_t i = 0; i < count; i++) {
        wealth *= 1 + returns[i];
        peak = fmax(peak, wealth);
        double depth = wealth / peak - 1;
        f.deepest = isnan(depth) ? NAN : fmin(f.deepest, depth);
        square   += depth * depth;
    }
    f.ulcer = sqrt(square / (double)(count + 1));       /* the 1 at the beginning is a point of the curve too */
    return f;
}

double calmar(const double *returns, size_t count, double periods_per_year)
{
    struct fall f = fall_of(returns, count);
    return f.deepest < 0 ? returns_annual(returns, count, periods_per_year) / -f.deepest : NAN;
}

double martin(const double *returns, size_t count, double risk_free, double periods_per_year)
{
    struct fall f = fall_of(returns, count);
    return f.ulcer > 0 ? (returns_annual(returns, count, periods_per_year) - risk_free) / f.ulcer : NAN;
}

double tail_ratio(const double *sorted, size_t count)
{
    double low = fabs(stat_quantile(sorted, count, 0.05));
    return low > 0 ? fabs(stat_quantile(sorted, count, 0.95)) / low : NAN;
}

double stability(const double *returns, size_t count)
{
    double mean_x = (double)(count - 1) / 2, mean_y = 0, xx = 0, yy = 0, xy = 0, level = 0;
    if (count < 2) return NAN;
    for (size_t i = 0; i < count; i++) {                /* Welford's, with time beside */
        level += log1p(returns[i]);
        double step = level - mean_y, x = (double)i - mean_x;
        mean_y += step / (double)(i + 1);
        yy     += step * (level - mean_y);
        xx     += x * x;
        xy     += x * level;
    }
    return yy > 0 ? xy * xy / (xx * yy) : NAN;
}
