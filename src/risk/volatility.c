#include "risk/volatility.h"

#include <assert.h>
#include <math.h>

#include "num/stat.h"

double volatility_annual(const double *returns, size_t count, double periods_per_year)
{
    assert(periods_per_year > 0);
    return stat_deviation(returns, count) * sqrt(periods_per_year);
}

double volatility_ewma(const double *returns, size_t count, double decay, double periods_per_year)
{
    assert(decay > 0 && decay < 1 && periods_per_year > 0);
    double square = 0, weight = 0;
    for (size_t i = 0; i < count; i++) {
        square = square * decay + returns[i] * returns[i];
        weight = weight * decay + 1;
    }
    return count ? sqrt(square / weight * periods_per_year) : NAN;
}
