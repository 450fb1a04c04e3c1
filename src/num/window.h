/* window.h - figures of the last `period` values of a series: one value in, one value out, in constant time.
 *
 * The caller, who has the series, hands back the value that leaves; before the window is full that is 0. Sums begin
 * afresh every `period` values, so no rounding and no NaN outlives two windows. Plain structs on the caller's stack. */
#ifndef NUM_WINDOW_H
#define NUM_WINDOW_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    PERIOD_MAX = 100000,        /* values in a window over a series that the caller holds */
    RING_MAX   = 10000,         /* values in a window that must keep them itself, on the stack */
};

static inline double value_before(const double *x, size_t i, size_t period) { return i >= period ? x[i - period] : 0; }

struct window_sum {             /* zeroed, with its period */
    size_t period, age;
    size_t live;                /* values that are not 0: a window of zeros sums to 0, not to what rounding left */
    double sum, fresh;
};

static inline double window_add(struct window_sum *w, double in, double out)
{
    w->sum   += in - out;
    w->fresh += in;
    w->live  += (size_t)(in != 0) - (size_t)(out != 0);
    if (w->live == 0) w->sum = 0;
    if (++w->age == w->period) {
        w->sum   = w->fresh;
        w->fresh = 0;
        w->age   = 0;
    }
    return w->sum;
}

struct window_ramp {            /* zeroed, with its period */
    size_t period, age;
    double sum, ramp;           /* of the values, and of the values times 1 (oldest) to period (newest) */
    double fresh_sum, fresh_ramp;
};

static inline void window_ramp_add(struct window_ramp *w, double in, double out)
{
    w->ramp += (double)w->period * in - w->sum;
    w->sum  += in - out;
    w->fresh_sum  += in;
    w->fresh_ramp += (double)++w->age * in;
    if (w->age == w->period) {
        w->sum  = w->fresh_sum;
        w->ramp = w->fresh_ramp;
        w->fresh_sum = w->fresh_ramp = 0;
        w->age       = 0;
    }
}

/* The least-squares line through the window, 1 to period: its rise a step. period is 2 or more. */
static inline double window_slope(const struct window_ramp *w)
{
    double n = (double)w->period;
    return 12 * (w->ramp - (n + 1) / 2 * w->sum) / (n * (n * n - 1));
}

struct window_spread {          /* zeroed, with its period */
    size_t period, age, seen;
    size_t same;                                /* how many times in a row the newest value came again */
    double base, last, sum, square;             /* sums of the distances to a base inside the last two windows */
    double fresh_base, fresh_sum, fresh_square;
    double mean, variance;                      /* of the population; exactly 0 when all values are the same */
};

static inline void window_spread_add(struct window_spread *w, double in, double out)
{
    if (w->age == 0) w->fresh_base = in;
    if (w->seen == 0) w->base = in;
    w->same = in == w->last ? w->same + 1 : 0;
    w->last = in;

    double far = in - w->base, gone = w->seen < w->period ? 0 : out - w->base, fresh = in - w->fresh_base;
    w->sum          += far - gone;
    w->square       += (far - gone) * (far + gone);
    w->fresh_sum    += fresh;
    w->fresh_square += fresh * fresh;
    w->seen         += w->seen < w->period;
    if (++w->age == w->period) {
        w->base   = w->fresh_base;
        w->sum    = w->fresh_sum;
        w->square = w->fresh_square;
        w->age    = 0;
        w->fresh_sum = w->fresh_square = 0;
    }
    double share = 1 / (double)w->period, mean = w->sum * share, variance = w->square * share - mean * mean;
    w->mean     = w->base + mean;
    w->variance = variance > 0 && w->same + 1 < w->period ? variance : 0;
}

struct window_pair {            /* its spreads with their period */
    struct window_spread x, y;
    double cross, fresh_cross;                  /* sums of the products of both distances */
};

static inline void window_pair_add(struct window_pair *w, double x, double y, double x_out, double y_out)
{
    bool   full   = w->x.seen == w->x.period, first = w->x.seen == 0;
    double x_base = first ? x : w->x.base, y_base = first ? y : w->y.base;
    double gone   = full ? (x_out - x_base) * (y_out - y_base) : 0;
    w->cross += (x - x_base) * (y - y_base) - gone;
    window_spread_add(&w->x, x, x_out);
    window_spread_add(&w->y, y, y_out);
    if (w->x.age == 1) w->fresh_cross = 0;              /* both have begun afresh with this value */
    else w->fresh_cross += (x - w->x.fresh_base) * (y - w->y.fresh_base);
    if (w->x.age == 0) w->cross = w->fresh_cross;
}

/* -1 to 1; 0 where one of them does not move. */
static inline double window_correlation(const struct window_pair *w)
{
    double share = 1 / (double)w->x.period, x = w->x.mean - w->x.base, y = w->y.mean - w->y.base;
    double both  = w->x.variance * w->y.variance, r = both > 0 ? (w->cross * share - x * y) / sqrt(both) : 0;
    r = r < 1 ? r : 1;
    return r > -1 ? r : -1;
}

struct window_ring {            /* the last `period` values of what no series holds */
    size_t period, at;
    double value[RING_MAX];
};

void window_ring_open(struct window_ring *r, size_t period);

/* Takes a value in and gives back the one of `period` values ago, 0 before there is one. */
static inline double window_ring_swap(struct window_ring *r, double in)
{
    double out = r->value[r->at];
    r->value[r->at] = in;
    if (++r->at == r->period) r->at = 0;
    return out;
}

#endif
