#include "num/peak.h"

#include <assert.h>

void peak_open(struct peak *p, const double *x, size_t period, double sign)
{
    assert(period >= 1 && period <= PERIOD_MAX + 1);
    p->x      = x;
    p->sign   = sign;
    p->period = period;
    p->step = p->ahead = 0;
    p->ahead_value = -INFINITY;
}

/* The block is cut into chunks. coarse[k] is the best from the start of chunk k to the end of the block; fine[] is the
 * same for every place of one chunk only, so that a window of 100,000 needs 5 kB and no array of its own. */
static void fold_block(struct peak *p, size_t first)
{
    size_t chunks = (p->period + PEAK_FINE - 1) / PEAK_FINE, best = first + p->period - 1, i = best;
    for (size_t k = chunks; k-- > 1;) {
        for (; i >= first + k * PEAK_FINE; i--) best = peak_pick(best, i, p->sign * p->x[i] > p->sign * p->x[best]);
        p->coarse[k] = best;
    }
    p->ahead_value = -INFINITY;
}

/* The window begins at `first`, where a chunk begins. */
void peak_fold(struct peak *p, size_t first)
{
    if (p->step == 0) fold_block(p, first);
    size_t chunk = p->step / PEAK_FINE, left = p->period - p->step;
    bool   final = left <= PEAK_FINE;
    size_t end   = final ? left : PEAK_FINE, best = final ? first + left - 1 : p->coarse[chunk + 1];
    double value = p->sign * p->x[best];
    for (size_t i = end; i-- > 0;) {
        double here = p->sign * p->x[first + i];
        best       = peak_pick(best, first + i, here > value);
        value      = here > value ? here : value;
        p->fine[i] = best;
    }
}
