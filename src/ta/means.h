/* means.h - the moving averages that are more than one window or one recursion; each has a file of its own, and all are
 * kinds of average.h. They take the newest value of a series, before which the others stand, and how many did. */
#ifndef TA_MEANS_H
#define TA_MEANS_H

#include "ta/hilbert.h"

enum { CHAIN = 6, MAMA_BEGIN = 12, MAMA_WARMUP = 32 };

struct mean_of_means {          /* TRIMA */
    double            weight;
    struct window_sum sum, late, sums;
};

static inline void mean_of_means_begin(struct mean_of_means *m, size_t period)
{
    size_t inner = (period + 1) / 2, outer = period + 1 - inner;
    *m = (struct mean_of_means){(double)inner * (double)outer, {.period = inner}, {.period = inner}, {.period = outer}};
}

/* A simple mean of a simple mean. What leaves the outer window is the inner sum of `outer` values ago: a second inner
 * sum, that many behind and given the same values, has the very same bits, so nothing needs to be kept. */
static inline double mean_of_means_push(struct mean_of_means *m, const double *newest, size_t before)
{
    size_t inner = m->sum.period, outer = m->sums.period;
    double now = window_add(&m->sum, newest[0], before >= inner ? newest[-(ptrdiff_t)inner] : 0), then = 0;
    if (before >= outer) then = window_add(&m->late, newest[-(ptrdiff_t)outer], before >= outer + inner ? newest[-(ptrdiff_t)(outer + inner)] : 0);
    return window_add(&m->sums, now, then) / m->weight;
}

struct straight {               /* KAMA */
    struct window_sum way;
    double            value;
};

static inline void straight_begin(struct straight *s, size_t period) { *s = (struct straight){.way.period = period}; }

/* Kaufman (1995): the share of the way that led somewhere steers the smoothing between that of 2 and of 30 bars.
 * TA-Lib's answer kept: the share is 1 where the way is not longer than the rise, so also where nothing moved. */
static inline double straight_push(struct straight *s, const double *newest, size_t before)
{
    const double    fast = 2.0 / (2 + 1), slow = 2.0 / (30 + 1);
    const ptrdiff_t period = (ptrdiff_t)s->way.period;
    if (before == 0) return 0;
    double gone   = before > s->way.period ? fabs(newest[-period] - newest[-period - 1]) : 0;
    double length = window_add(&s->way, fabs(newest[0] - newest[-1]), gone);
    if (before < s->way.period) return 0;
    double rise  = newest[0] - newest[-period];
    double share = length <= rise || length == 0 ? 1 : fabs(rise / length);
    double speed = share * (fast - slow) + slow;
    if (before == s->way.period) s->value = newest[-1];
    return s->value += (newest[0] - s->value) * speed * speed;
}

struct following {              /* MAMA */
    struct hilbert cycle;
    double         phase, mama, fama;
};

static inline void following_push(struct following *f, const double *newest, size_t before, double fast, double slow)
{
    if (before < MAMA_BEGIN) return;
    hilbert_push(&f->cycle, newest);
    double lead = f->cycle.in_phase, phase = lead != 0 ? atan(f->cycle.quadrature[0] / lead) * RADIAN : 0;
    double turn = larger(f->phase - phase, 1), alpha = turn > 1 ? larger(fast / turn, slow) : fast;
    f->phase = phase;
    f->mama += (newest[0] - f->mama) * alpha;
    f->fama += (f->mama - f->fama) * (alpha * 0.5);
}

/* Means of means, `count` deep: true once the last has a value. */
static inline bool chain_push(struct ema *e, size_t count, double x)
{
    for (size_t k = 0; k < count; k++) {
        if (!ema_push(&e[k], x)) return false;
        x = e[k].value;
    }
    return true;
}

/* Tillson (1998): (1 + v) e - v e(e), three times over, comes to a mix of the third to the sixth mean of the mean. */
static inline double tillson(const struct ema e[CHAIN], double v)
{
    double v2 = v * v, v3 = v2 * v;
    double w6 = -v3, w5 = 3 * (v2 + v3), w4 = -6 * v2 - 3 * (v + v3), w3 = 1 + 3 * v + v3 + 3 * v2;
    return w6 * e[5].value + w5 * e[4].value + w4 * e[3].value + w3 * e[2].value;
}

#endif
