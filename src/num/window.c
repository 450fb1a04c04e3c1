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
