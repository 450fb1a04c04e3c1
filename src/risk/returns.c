#include "risk/returns.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#include "num/elementary.h"

static bool known(const double *price, size_t i) { return price[i] > 0 && price[i + 1] > 0; }

void returns_simple(const double *price, size_t count, double *out)
{
    for (size_t i = 0; i + 1 < count; i++) out[i] = known(price, i) ? price[i + 1] / price[i] - 1 : NAN;
}

void returns_log(const double *price, size_t count, double *out)
{
    for (size_t i = 0; i + 1 < count; i++) out[i] = known(price, i) ? log_portable(price[i + 1] / price[i]) : NAN;
}

double returns_compound(const double *returns, size_t count)
{
    double wealth = 1;
    for (size_t i = 0; i < count; i++) {
        if (!(returns[i] >= -1)) return NAN;
        wealth *= 1 + returns[i];
    }
    return wealth - 1;
}

double returns_annual(const double *returns, size_t count, double periods_per_year)
{
    assert(periods_per_year > 0);
    if (count == 0) return NAN;
    return pow(1 + returns_compound(returns, count), periods_per_year / (double)count) - 1;
}
