/* extreme.h - the place of the highest or lowest of a window, by TA-Lib's rule for equals. */
#ifndef TA_EXTREME_H
#define TA_EXTREME_H

#include "ta/kernel.h"

/* TA-Lib's answer among equals kept: a new bar wins over an equal one before it; but where the best has left, the
 * window is searched from its oldest bar on, and the first of equals wins. So it depends on the bars before. */
static inline size_t index_push(size_t best, const double *x, size_t i, size_t period, double sign)
{
    if (best + period > i && i + 1 > period) return sign * x[i] >= sign * x[best] ? i : best;
    best = i + 1 - period;
    for (size_t k = best + 1; k <= i; k++)
        if (sign * x[k] > sign * x[best]) best = k;
    return best;
}

#endif
