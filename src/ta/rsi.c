#include "ta/moves.h"
#include "ta/wide.h"

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

struct wide {
    struct wide_moves moves;
};

static bool classic(const double *param) { return param[2] == 0; }

INLINED void wide_begin(struct wide *s, const double *param) { wide_moves_begin(&s->moves, param[0], param[1]); }

INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *, size_t i, size_t lane, double *const *out)
{
    lanes *gain = &s->moves.gain.value;
    if (wide_moves_push(&s->moves, in, i, lane)) tile_put(out[0], i, lane, wide_percent(*gain, *gain + s->moves.loss.value));
}
TILED(classic)

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
    .tile      = tile,
};
