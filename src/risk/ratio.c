#include "risk/ratio.h"

#include <assert.h>
#include <math.h>

#include "num/stat.h"

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
