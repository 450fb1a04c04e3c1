#include "ta/moves.h"

struct state {
    struct moves moves;
};

static size_t warmup(const double *param) { return moves_warmup(param[0], param[1], param[2]); }

static void begin(struct state *s, const struct series_in *, const double *param) { moves_begin(&s->moves, param[0], param[1], param[2]); }

/* TA-Lib smooths gains and losses as Wilder does; Chande adds them up over the window. TA-Lib's is kept under its
 * name. */
static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    struct moves *m = &s->moves;
    if (moves_push(m, in->close, i)) out[0][i] = percent(m->gained - m->lost, m->gained + m->lost);
}
STREAM_FROM(begin, step)

const struct indicator indicator_cmo = {
    .name      = "cmo",
    .title     = "Chande Momentum Oscillator",
    .group     = "Momentum",
    .about     = "Gains less losses over gains plus losses of the close, -100 to 100, with Wilder's smoothing as in "
                 "TA-Lib.",
    .reference = "Chande and Kroll, The New Technical Trader, 1994",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars of Wilder's smoothing"},
                  UNSTABLE, METASTOCK},
    .outputs   = {"cmo"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
