#include "num/window.h"

#include <assert.h>
#include <string.h>

void window_ring_open(struct window_ring *r, size_t period)
{
    assert(period >= 1 && period <= RING_MAX);
    r->period = period;
    r->at     = 0;
    memset(r->value, 0, period * sizeof *r->value);
}

void window_peak_open(struct window_peak *w, const double *x, size_t period, double sign)
{
    assert(period >= 1 && period <= PERIOD_MAX + 1);
    w->x      = x;
    w->sign   = sign;
    w->period = period;
    w->step = w->ahead = 0;
}

/* best of x[from .. to), walking backward from `best` behind it when there is one */
static size_t fold(struct window_peak *w, size_t from, size_t to, size_t best)
{
    for (size_t i = to; i-- > from;) best = window_peak_best(w, i, best);
    return best;
}

/* The block is cut into chunks. coarse[k] is the best from the start of chunk k to the end of the block; fine[] is the
 * same for every place of one chunk only, so that a window of 100,000 needs 5 kB and no array of its own. */
void window_peak_fold(struct window_peak *w, size_t first)
{
    size_t block = first - w->step, end = block + w->period, chunk = w->step / PEAK_FINE;
    size_t chunks = (w->period + PEAK_FINE - 1) / PEAK_FINE;
    if (w->step == 0) {
        size_t best = end - 1;
        for (size_t k = chunks; k-- > 1;) {
            best = fold(w, block + k * PEAK_FINE, k + 1 == chunks ? end : block + (k + 1) * PEAK_FINE, best);
            w->coarse[k] = best;
        }
    }
    size_t last = chunk + 1 == chunks ? end : first + PEAK_FINE, best = chunk + 1 == chunks ? end - 1 : w->coarse[chunk + 1];
    for (size_t i = last; i-- > first;) w->fine[i - first] = best = window_peak_best(w, i, best);
}
