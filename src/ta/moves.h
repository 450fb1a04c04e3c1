/* moves.h - Wilder's means of gains and losses, with TA-Lib's starts: what RSI, CMO and their kin are made of. */
#ifndef TA_MOVES_H
#define TA_MOVES_H

#include "ta/kernel.h"

struct moves {
    double early;               /* bar at which Metastock has a value before the means are full; 0: none */
    double gained, lost;        /* means, once moves_push() said true */
    struct ema gain, loss;
};

static inline size_t moves_warmup(double period, double unstable, double metastock) { return (size_t)(period + unstable - metastock); }

static inline void moves_begin(struct moves *m, double period, double unstable, double metastock)
{
    bool early = metastock > 0 && unstable == 0;
    *m = (struct moves){.early = early ? period - 1 : 0, .gain = wilder_of(period)};
    m->gain.ready += larger(unstable - metastock, 0);
    m->loss        = m->gain;
}

/* Takes close i. Metastock takes the first bar for one without a move, so it has its first value a bar earlier, with one move
 * less; then it goes on as Wilder does. */
static inline bool moves_push(struct moves *m, const double *close, size_t i)
{
    if (i == 0) return false;
    double move = close[i] - close[i - 1];
    bool   full = ema_push(&m->gain, rise_of(move));
    (void)ema_push(&m->loss, rise_of(-move));           /* full at the same bar */
    m->gained = m->gain.value;
    m->lost   = m->loss.value;
    if (full || (double)i != m->early) return full;
    m->gained /= m->gain.period;
    m->lost   /= m->loss.period;
    return true;
}

#endif
