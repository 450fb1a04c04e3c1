#include "ta/kernel.h"

struct state {
    struct ema fast, slow, signal;
};

static size_t warmup(const double *param) { return (size_t)larger(param[0], param[1]) + (size_t)param[2] - 2; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) {
        s->fast   = ema_of(smaller(param[0], param[1]));
        s->slow   = ema_of(larger(param[0], param[1]));
        s->signal = ema_of(param[2]);
    }
    (void)ema_push(&s->fast, in->volume[i]);
    if (!ema_push(&s->slow, in->volume[i])) return;
    double value = percent(s->fast.value - s->slow.value, s->slow.value);
    if (!ema_push(&s->signal, value)) return;
    out[0][i] = value;
    out[1][i] = s->signal.value;
    out[2][i] = value - s->signal.value;
}
STREAM(step)

const struct indicator indicator_pvo = {
    .name      = "pvo",
    .title     = "Percentage Volume Oscillator",
    .group     = "Volume",
    .about     = "Fast exponential mean of the volume less the slow one in percent of the slow one, its signal "
                 "and the distance of the two.",
    .reference = "Achelis, Technical Analysis from A to Z, 2000",
    .params    = {{"fast", 1, PERIOD_MAX, 12, "bars of the fast mean"},
                  {"slow", 1, PERIOD_MAX, 26, "bars of the slow mean"},
                  {"signal", 1, PERIOD_MAX, 9, "bars of the signal"}},
    .outputs   = {"pvo", "signal", "hist"},
    .uses      = USES_VOLUME,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
