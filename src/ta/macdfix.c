#include "ta/kernel.h"

enum { FAST = 12, SLOW = 26 };

struct state {
    struct ema fast, slow, signal;
    size_t     late;            /* bars after which the fast mean begins */
};

static size_t warmup(const double *param) { return SLOW - 1 + (size_t)param[0] - 1 + 2 * (size_t)param[1]; }

static void begin(struct state *s, const struct series_in *, const double *param)
{
    s->fast       = ema_set(FAST, param[1], param[2]);
    s->slow       = ema_set(SLOW, param[1], param[2]);
    s->signal     = ema_set(param[0], param[1], param[2]);
    s->fast.alpha = 0.15;
    s->slow.alpha = 0.075;
    s->late       = param[2] > 0 ? 0 : SLOW - FAST;
}

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    if (i >= s->late) (void)ema_push(&s->fast, in->close[i]);       /* has its value when the slow one has */
    if (!ema_push(&s->slow, in->close[i])) return;
    double macd = s->fast.value - s->slow.value;
    if (!ema_push(&s->signal, macd)) return;
    out[0][i] = macd;
    out[1][i] = s->signal.value;
    out[2][i] = macd - s->signal.value;
}
STREAM_FROM(begin, step)

const struct indicator indicator_macdfix = {
    .name      = "macdfix",
    .title     = "Moving Average Convergence/Divergence, Fixed 12/26",
    .group     = "Momentum",
    .about     = "MACD of the means of 12 and 26 bars with the rounded weights 0.15 and 0.075 that Appel first "
                 "gave.",
    .reference = "Appel, The Moving Average Convergence-Divergence Method, 1979; begun as in TA-Lib",
    .params    = {{"signal", 1, PERIOD_MAX, 9, "bars of the signal"},
                  UNSTABLE, METASTOCK},
    .outputs   = {"macd", "signal", "hist"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    STREAMED,
};
