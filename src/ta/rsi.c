#include "ta/moves.h"

struct state {
    struct moves moves;
};

static size_t warmup(const double *param) { return moves_warmup(param[0], param[1], param[2]); }

static void begin(struct state *s, const struct series_in *, const double *param) { moves_begin(&s->moves, param[0], param[1], param[2]); }

/* Wilder (1978): gains and losses are smoothed apart. TA-Lib's answer kept: without any move it is 0, where 50 would
 * be the neutral one. */
static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    struct moves *m = &s->moves;
    if (moves_push(m, in->close, i)) out[0][i] = percent(m->gained, m->gained + m->lost);
}
STREAM_FROM(begin, step)

const struct indicator indicator_rsi = {
    .name      = "rsi",
    .title     = "Relative Strength Index",
    .group     = "Momentum",
    .about     = "Share of gains in the recent movement of the close, 0 to 100. Above 70 is called overbought, "
                 "below 30 oversold. Without any move it is 0, as in TA-Lib.",
    .reference = "Wilder, New Concepts in Technical Trading Systems, 1978",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars of Wilder's smoothing"},
                  UNSTABLE, METASTOCK},
    .outputs   = {"rsi"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
