/* block.h - the lowest and highest of a moving window over what no array holds, one value at a time. */
#ifndef TA_BLOCK_H
#define TA_BLOCK_H

#include "ta/kernel.h"

struct block {                  /* lowest and highest of the last `period` values of what no array holds */
    size_t period, at;
    double low_ahead, high_ahead;
    double low[RING_MAX], high[RING_MAX];
};

/* van Herk (1992), one value at a time: a full block is folded backward in place; while the next one fills it from
 * the front, the window is what is left of the old block and what has come since. Before a block is full only that
 * counts. */
static inline void block_push(struct block *b, double x, double *ret_low, double *ret_high)
{
    if (b->at == b->period) {
        for (size_t i = b->period - 1; i-- > 0;) {
            b->low[i]  = smaller(b->low[i], b->low[i + 1]);
            b->high[i] = larger(b->high[i], b->high[i + 1]);
        }
        b->at = 0;
    }
    b->low_ahead  = b->at == 0 ? x : smaller(b->low_ahead, x);
    b->high_ahead = b->at == 0 ? x : larger(b->high_ahead, x);
    b->low[b->at] = b->high[b->at] = x;
    b->at++;
    bool whole = b->at == b->period;
    *ret_low   = whole ? b->low_ahead : smaller(b->low_ahead, b->low[b->at]);
    *ret_high  = whole ? b->high_ahead : larger(b->high_ahead, b->high[b->at]);
}

static inline void block_begin(struct block *b, size_t period)
{
    b->period = period;
    b->at     = 0;
    for (size_t i = 0; i < period; i++) b->low[i] = INFINITY, b->high[i] = -INFINITY;
}

#endif
