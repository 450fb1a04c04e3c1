/* average.h - the moving averages one can choose from, over any series.
 *
 * They are those of TA-Lib, in its order, with its starts. An average is a plain struct; the caller hands over the newest
 * value of a series and holds `average_reach` values up to it. Pure, nothing allocated. */
#ifndef TA_AVERAGE_H
#define TA_AVERAGE_H

#include "ta/means.h"

enum average_kind { AVERAGE_SMA, AVERAGE_EMA, AVERAGE_WMA, AVERAGE_DEMA, AVERAGE_TEMA, AVERAGE_TRIMA, AVERAGE_KAMA, AVERAGE_MAMA, AVERAGE_T3 };

extern const char *const average_kinds[];       /* their names; NULL-terminated */

/* A parameter that chooses one; its choices are average_kinds. */
#define AVERAGE_KIND(name, usual) {name, AVERAGE_SMA, AVERAGE_T3, usual, "kind of mean"}

struct average_set {                            /* what TA-Lib keeps as settings of the library */
    double unstable, metastock;
};

struct average {
    enum average_kind kind;
    size_t            period, seen, warmup;
    size_t            late;                     /* values that are let pass before it begins */
    double            value;
    union {
        struct window_sum    sum;
        struct window_ramp   ramp;
        struct ema           chain[CHAIN];
        struct mean_of_means means;
        struct straight      straight;
        struct following     following;
    };
};

/* Values before the first average. A period of 1 is the series itself, of whatever kind. */
size_t average_warmup(double kind, double period, struct average_set set);

/* Begins after `late` values, so that averages of several periods have their first value together. */
void average_begin(struct average *a, double kind, double period, struct average_set set, size_t late);

/* newest[0] is taken in; before it stand those that were. True once a->value is an average. */
bool average_push(struct average *a, const double *newest);

static inline size_t average_reach(double period) { return (size_t)larger(period, 4) + 2; }

struct tail {                                   /* the last values of what no array holds, side by side */
    size_t size, at;
    double value[2 * (RING_MAX + 2)];
};

/* The place of x, in front of which the values before it stand. Moves them once in `size` pushes. */
static inline const double *tail_push(struct tail *t, double x)
{
    if (t->at == 2 * t->size) {
        memmove(t->value, t->value + t->size, t->size * sizeof *t->value);
        t->at = t->size;
    }
    t->value[t->at] = x;
    return &t->value[t->at++];
}

struct averaged {                               /* an average of what no array holds, of a period up to RING_MAX */
    struct average average;
    struct tail    tail;
};

static inline void averaged_begin(struct averaged *a, double kind, double period, struct average_set set)
{
    average_begin(&a->average, kind, period, set, 0);
    a->tail.size = average_reach(period);
    a->tail.at   = 0;
}

static inline bool averaged_push(struct averaged *a, double x) { return average_push(&a->average, tail_push(&a->tail, x)); }

#endif
