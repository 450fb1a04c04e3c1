/* ranked.h - the closes of a window in order: one comes in and one goes out with each bar, at the cost of moving those between. */
#ifndef TA_RANKED_H
#define TA_RANKED_H

#include "ta/kernel.h"

enum { RANKED_MAX = 1000 };             /* the longest window */

struct ranked {
    double sorted[RANKED_MAX];
    size_t count;
};

/* The first place whose value is not below x. */
static inline size_t ranked_place(const struct ranked *r, double x)
{
    size_t low = 0, high = r->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (r->sorted[middle] < x) low = middle + 1;
        else                       high = middle;
    }
    return low;
}

/* Takes bar i, and lets go of the one that leaves a window of `period`. true: the window is full. */
static inline bool ranked_push(struct ranked *r, const double *x, size_t i, size_t period)
{
    if (i >= period) {
        size_t at = ranked_place(r, x[i - period]);
        r->count--;
        memmove(r->sorted + at, r->sorted + at + 1, (r->count - at) * sizeof *r->sorted);
    }
    size_t at = ranked_place(r, x[i]);
    memmove(r->sorted + at + 1, r->sorted + at, (r->count - at) * sizeof *r->sorted);
    r->sorted[at] = x[i];
    r->count++;
    return r->count == period;
}

/* share: 0 the smallest to 1 the largest; linear between two. */
static inline double ranked_quantile(const struct ranked *r, double share)
{
    double place = share * (double)(r->count - 1), part = place - floor(place);
    size_t low   = (size_t)place;
    return part > 0 ? r->sorted[low] + (r->sorted[low + 1] - r->sorted[low]) * part : r->sorted[low];
}

#endif
