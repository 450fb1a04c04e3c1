#include "ta/kernel.h"

struct state {
    struct ema slow, fast, slow_size, fast_size, signal;
};

static size_t warmup(const double *param) { return (size_t)(param[0] + param[1] + param[2]) - 2; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) {
        s->slow = s->slow_size = ema_of(param[0]);
        s->fast = s->fast_size = ema_of(param[1]);
        s->signal = ema_of(param[2]);
        return;
    }
    double move = in->close[i] - in->close[i - 1];
    (void)ema_push(&s->slow_size, fabs(move));
    if (!ema_push(&s->slow, move)) return;
    (void)ema_push(&s->fast_size, s->slow_size.value);
    if (!ema_push(&s->fast, s->slow.value)) return;
    double value = percent(s->fast.value, s->fast_size.value);
    if (!ema_push(&s->signal, value)) return;
    out[0][i] = value;
    out[1][i] = s->signal.value;
}
STREAM(step)

const struct indicator indicator_tsi = {
    .name      = "tsi",
    .title     = "True Strength Index",
    .group     = "Momentum",
    .about     = "Twice smoothed change over twice smoothed size of the change, -100 to 100.",
    .reference = "Blau, True Strength Index, Stocks & Commodities 9:11, 1991",
    .params    = {{"slow", 1, PERIOD_MAX, 25, "bars of the first smoothing"},
                  {"fast", 1, PERIOD_MAX, 13, "bars of the second smoothing"},
                  {"signal", 1, PERIOD_MAX, 13, "bars of the signal"}},
    .outputs   = {"tsi", "signal"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
