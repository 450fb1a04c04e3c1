#include "ta/kernel.h"

struct state {
    struct ema fast, slow, signal;
};

static size_t warmup(const double *param) { return 25 + (size_t)param[0] - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) {
        s->fast   = (struct ema){.period = 12, .alpha = 0.15};
        s->slow   = (struct ema){.period = 26, .alpha = 0.075};
        s->signal = ema_of(param[0]);
    }
    if (i >= 14) (void)ema_push(&s->fast, in->close[i]);       /* has its value when the slow one has */
    if (!ema_push(&s->slow, in->close[i])) return;
    double macd = s->fast.value - s->slow.value;
    if (!ema_push(&s->signal, macd)) return;
    out[0][i] = macd;
    out[1][i] = s->signal.value;
    out[2][i] = macd - s->signal.value;
}
STREAM(step)

const struct indicator indicator_macdfix = {
    .name      = "macdfix",
    .title     = "Moving Average Convergence/Divergence, Fixed 12/26",
    .group     = "Momentum",
    .about     = "MACD of the means of 12 and 26 bars with the rounded weights 0.15 and 0.075 that Appel first "
                 "gave.",
    .reference = "Appel, The Moving Average Convergence-Divergence Method, 1979; begun as in TA-Lib",
    .params    = {{"signal", 1, PERIOD_MAX, 9, "bars of the signal"}},
    .outputs   = {"macd", "signal", "hist"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    STREAMED,
};
