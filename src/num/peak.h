/* peak.h - where the highest or lowest of the last `period` values of a series stands.
 *
 * Exact, and about three comparisons a value whatever the data: blocks of `period` are folded backward once each (van
 * Herk, Pattern Recognition Letters 13, 1992). Nothing is allocated; a peak is a plain struct on the caller's stack. */
#ifndef NUM_PEAK_H
#define NUM_PEAK_H

#include <stdbool.h>

#include "num/window.h"

enum { PEAK_FINE = 256, PEAK_COARSE = PERIOD_MAX / PEAK_FINE + 2 };

struct peak {
    const double *x;
    double        sign;         /* 1 finds the highest, -1 the lowest */
    size_t        period, step; /* step: where the window begins in its block */
    size_t        ahead;        /* best of what has come since the end of that block, and its value times sign */
    double        ahead_value;
    size_t        fine[PEAK_FINE], coarse[PEAK_COARSE];
};

void peak_open(struct peak *p, const double *x, size_t period, double sign);
void peak_fold(struct peak *p, size_t first);

/* second ? b : a, without a branch: which of two prices is higher cannot be predicted. */
static inline size_t peak_pick(size_t a, size_t b, bool second) { return a ^ ((a ^ b) & -(size_t)second); }

/* Where the best of x[i - period + 1 .. i] stands, the latest of equals. Ask for every i from period - 1 on, in
 * order. */
static inline size_t peak_at(struct peak *p, size_t i)
{
    size_t step = p->step;
    if (step % PEAK_FINE == 0) peak_fold(p, i + 1 - p->period);
    p->step = step + 1 == p->period ? 0 : step + 1;
    if (step == 0) return p->fine[0];           /* the window is the block */

    double value = p->sign * p->x[i];
    size_t best  = p->fine[step % PEAK_FINE];
    p->ahead       = peak_pick(p->ahead, i, value >= p->ahead_value);
    p->ahead_value = value >= p->ahead_value ? value : p->ahead_value;
    return peak_pick(best, p->ahead, p->ahead_value >= p->sign * p->x[best]);
}

#endif
