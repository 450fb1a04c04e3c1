/* kernel.h - the recursions and readings of a bar that many indicators share.
 *
 * Pure and inline: they become part of the kernel's one loop. All state is a plain struct on the kernel's stack. */
#ifndef TA_KERNEL_H
#define TA_KERNEL_H

#include "num/peak.h"
#include "num/window.h"
#include "ta/indicator.h"

/* An indicator whose file has a `struct state` and a function that takes one bar: the batch is the loop over it. */
#define STREAM(step)                                                                                          \
    static void step_any(void *state, const struct series_in *in, const double *param, size_t i, double *const *out) \
    {                                                                                                         \
        step(state, in, param, i, out);                                                                       \
    }                                                                                                         \
    static void run(const struct series_in *in, const double *param, double *const *out)                     \
    {                                                                                                         \
        struct state s = {0};                                                                                 \
        for (size_t i = 0; i < in->count; i++) step(&s, in, param, i, out);                                  \
    }
/* The same where `begin` makes the state ready for the first bar: what it does not touch need not be zeroed. */
#define STREAM_FROM(begin, step)                                                                              \
    static void step_any(void *state, const struct series_in *in, const double *param, size_t i, double *const *out) \
    {                                                                                                         \
        if (i == 0) begin(state, in, param);                                                                  \
        step(state, in, param, i, out);                                                                       \
    }                                                                                                         \
    static void run(const struct series_in *in, const double *param, double *const *out)                     \
    {                                                                                                         \
        struct state s;                                                                                       \
        begin(&s, in, param);                                                                                 \
        for (size_t i = 0; i < in->count; i++) step(&s, in, param, i, out);                                  \
    }
/* The same without a state: the value of a bar is a function of the bars up to it. */
#define MEMORYLESS(step)                                                                                      \
    static void run(const struct series_in *in, const double *param, double *const *out)                     \
    {                                                                                                         \
        for (size_t i = 0; i < in->count; i++) step(NULL, in, param, i, out);                                \
    }
#define STREAMED .run = run, .state_size = sizeof(struct state), .step = step_any

/* Parameters of TA-Lib that it keeps as settings of the whole library. */
#define UNSTABLE  {"unstable", 0, PERIOD_MAX, 0, "bars that are left out while each recursion forgets its start"}
#define METASTOCK {"metastock", 0, 1, 0, "1 begins as Metastock does"}

static inline double larger(double a, double b) { return a > b ? a : b; }
static inline double smaller(double a, double b) { return a < b ? a : b; }

/* The sign of a move, and the move if it is upward, else 0. Both are exact and without a branch, because where the
 * price goes cannot be predicted. */
static inline double sign_of(double move) { return (double)((move > 0) - (move < 0)); }
static inline double rise_of(double move) { return (move + fabs(move)) / 2; }

/* The part over the whole in percent, or 0 where the whole is nothing: TA-Lib's answer, not 0/0. TA-Lib also calls a
 * whole below 1e-14 nothing, which would depend on the currency; here only 0 is. */
static inline double percent(double part, double whole) { return whole != 0 ? 100 * (part / whole) : 0; }

static inline double typical(const struct series_in *in, size_t i)
{
    return (in->high[i] + in->low[i] + in->close[i]) / 3;
}

/* Wilder's true range: the bar together with the gap from the close before; i is 1 or more. */
static inline double true_range(const struct series_in *in, size_t i)
{
    return larger(in->high[i], in->close[i - 1]) - smaller(in->low[i], in->close[i - 1]);
}

/* Where the close stands in the bar times the volume, -volume at the low to volume at the high; 0 for a bar without
 * range. */
static inline double money_flow(const struct series_in *in, size_t i)
{
    double range = in->high[i] - in->low[i];
    return range > 0 ? ((in->close[i] - in->low[i]) - (in->high[i] - in->close[i])) / range * in->volume[i] : 0;
}

struct ema {                    /* exponential mean, begun with the plain mean of its first `period` values */
    double period, alpha;
    double ready;               /* pushes before it has a value: the period, or more */
    double seen, value;
    bool   first;               /* begun with its first value, as Metastock does */
};

static inline struct ema ema_of(double period) { return (struct ema){period, 2 / (period + 1), period, 0, 0, false}; }
static inline struct ema wilder_of(double period) { return (struct ema){period, 1 / period, period, 0, 0, false}; }

/* With TA-Lib's settings: bars left out before the first value, and how it begins. */
static inline struct ema ema_set(double period, double unstable, double metastock)
{
    return (struct ema){period, 2 / (period + 1), period + unstable, 0, 0, metastock > 0};
}

static inline void ema_step(struct ema *e, double x) { e->value += (x - e->value) * e->alpha; }

/* True once there is a value: from push `ready` on. Written as a step from the old value, so that a series that does
 * not move gives itself, exactly. */
static inline bool ema_push(struct ema *e, double x)
{
    if (e->seen == e->ready) {
        ema_step(e, x);
        return true;
    }
    bool begun = e->seen >= e->period || (e->first && e->seen > 0);
    if (begun) ema_step(e, x);
    else       e->value += x;
    e->seen += 1;
    if (!begun && e->seen == e->period) e->value /= e->first ? 1 : e->period;
    return e->seen == e->ready;
}

struct movement {               /* Wilder's: how far a bar leaves the one before, up or down, never both */
    double plus, minus;
};

static inline struct movement movement_of(const struct series_in *in, size_t i)
{
    double up = in->high[i] - in->high[i - 1], down = in->low[i - 1] - in->low[i];
    return (struct movement){up * (double)(up > down && up > 0), down * (double)(down > up && down > 0)};
}

struct direction {              /* Wilder's running sums of movement and true range; zeroed, with its period */
    double period, plus, minus, range;
};

/* TA-Lib's start: the first period - 1 bars are added up, then every bar lets 1/period of the sum go. i is 1 or
 * more. */
static inline void direction_push(struct direction *d, const struct series_in *in, size_t i)
{
    struct movement m    = movement_of(in, i);
    double          fade = (double)i < d->period ? 0 : 1 / d->period;
    d->plus  += m.plus - d->plus * fade;
    d->minus += m.minus - d->minus * fade;
    d->range += true_range(in, i) - d->range * fade;
}

/* Wilder's directional index: how one-sided the movement is, 0 to 100. */
static inline double direction_index(const struct direction *d)
{
    return percent(fabs(d->plus - d->minus), d->plus + d->minus);
}

#endif
