#include "risk/tail.h"

#include <assert.h>
#include <math.h>

#include "num/stat.h"

/* 20 x (1 - 0.95) must be 1, not 1 - 1e-15: a count this close below a whole number is that number. */
static const double WHOLE_ROOM = 1e-9;

static double whole(double x) { return floor(x + WHOLE_ROOM); }

size_t tail_place(size_t count, double level)
{
    assert(count > 0 && level > 0 && level < 1);
    return (size_t)whole((double)(count - 1) * (1 - level));
}

double tail_var(const double *sorted, size_t count, double level) { return count ? -sorted[tail_place(count, level)] : NAN; }

double tail_cvar(const double *sorted, size_t count, double level)
{
    double bound = -tail_var(sorted, count, level);
    size_t tail  = 0;
    while (tail < count && sorted[tail] <= bound) tail++;
    return -stat_mean(sorted, tail);
}

double tail_var_linear(const double *sorted, size_t count, double level)
{
    assert(level > 0 && level < 1);
    return -stat_quantile(sorted, count, 1 - level);
}

double tail_cvar_fractional(const double *sorted, size_t count, double level)
{
    assert(level > 0 && level < 1);
    if (count == 0) return NAN;
    double share = (double)count * (1 - level);
    size_t full  = (size_t)whole(share);
    double rest  = fmax(share - (double)full, 0);
    return -(stat_sum(sorted, full) + (full < count ? rest * sorted[full] : 0)) / share;
}
