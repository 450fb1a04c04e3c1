#include "risk/drawdown.h"

#include <math.h>

struct drawdown drawdown_max(const double *wealth, size_t count)
{
    struct drawdown deepest = {.depth = NAN};
    size_t          peak    = count;                    /* none yet */
    for (size_t i = 0; i < count; i++) {
        if (!(wealth[i] > 0)) continue;
        if (peak == count || wealth[i] > wealth[peak]) peak = i;
        double depth = wealth[i] / wealth[peak] - 1;
        if (isnan(deepest.depth) || depth < deepest.depth) deepest = (struct drawdown){depth, peak, i, i};
    }
    while (deepest.recovered < count && !(wealth[deepest.recovered] >= wealth[deepest.peak])) deepest.recovered++;
    return deepest;
}

double drawdown_now(const double *wealth, size_t count)
{
    double peak = 0;
    for (size_t i = 0; i < count; i++)
        if (wealth[i] > peak) peak = wealth[i];
    return count > 0 && wealth[count - 1] > 0 ? wealth[count - 1] / peak - 1 : NAN;
}

void drawdown_series(const double *wealth, size_t count, double *out)
{
    double peak = 0;
    for (size_t i = 0; i < count; i++) {
        if (wealth[i] > peak) peak = wealth[i];
        out[i] = wealth[i] > 0 ? wealth[i] / peak - 1 : NAN;
    }
}

double drawdown_ulcer(const double *wealth, size_t count)
{
    double peak = 0, square = 0, known = 0;
    for (size_t i = 0; i < count; i++) {
        if (!(wealth[i] > 0)) continue;
        if (wealth[i] > peak) peak = wealth[i];
        square += (wealth[i] / peak - 1) * (wealth[i] / peak - 1);
        known++;
    }
    return known > 0 ? sqrt(square / known) : NAN;
}
