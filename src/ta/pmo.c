#include "ta/kernel.h"

struct state {
    struct ema first, second, signal;
};

static size_t warmup(const double *param) { return 1 + (size_t)param[0] - 1 + (size_t)param[1] - 1 + (size_t)param[2] - 1; }

static void begin(struct state *s, const struct series_in *, const double *param)
{
    s->first        = ema_of(param[0]);
    s->second       = ema_of(param[1]);
    s->signal       = ema_of(param[2]);
    s->first.alpha  = 2 / param[0];
    s->second.alpha = 2 / param[1];
}

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    if (i == 0 || !ema_push(&s->first, percent(in->close[i] - in->close[i - 1], in->close[i - 1]))) return;
    if (!ema_push(&s->second, 10 * s->first.value) || !ema_push(&s->signal, s->second.value)) return;
    out[0][i] = s->second.value;
    out[1][i] = s->signal.value;
}
STREAM_FROM(begin, step)

const struct indicator indicator_pmo = {
    .name      = "pmo",
    .title     = "Price Momentum Oscillator",
    .group     = "Momentum",
    .about     = "Change of the close in percent, smoothed twice with weights of 2 / n, times 10, and an exponential mean of it as signal.",
    .reference = "Swenlin, DecisionPoint; begun with plain means, as Skender does",
    .params    = {{"first", 2, PERIOD_MAX, 35, "bars of the first smoothing"},
                  {"second", 2, PERIOD_MAX, 20, "bars of the second smoothing"},
                  {"signal", 1, PERIOD_MAX, 10, "bars of the signal"}},
    .outputs   = {"pmo", "signal"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
