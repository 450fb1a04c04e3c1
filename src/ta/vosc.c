#include "ta/kernel.h"

struct state {
    struct window_sum fast, slow;
};

static size_t warmup(const double *param) { return (size_t)larger(param[0], param[1]) - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) {
        s->fast.period = (size_t)smaller(param[0], param[1]);
        s->slow.period = (size_t)larger(param[0], param[1]);
    }
    double fast = window_add(&s->fast, in->volume[i], value_before(in->volume, i, s->fast.period));
    double slow = window_add(&s->slow, in->volume[i], value_before(in->volume, i, s->slow.period));
    fast /= (double)s->fast.period;
    slow /= (double)s->slow.period;
    if (i + 1 >= s->slow.period) out[0][i] = percent(fast - slow, slow);
}
STREAM(step)

const struct indicator indicator_vosc = {
    .name      = "vosc",
    .title     = "Volume Oscillator",
    .group     = "Volume",
    .about     = "Fast mean of the volume less the slow one in percent of the slow one; 0 where nothing was "
                 "traded.",
    .reference = "Achelis, Technical Analysis from A to Z, 2000",
    .params    = {{"fast", 1, PERIOD_MAX, 14, "bars of the fast mean"},
                  {"slow", 1, PERIOD_MAX, 28, "bars of the slow mean"}},
    .outputs   = {"vosc"},
    .uses      = USES_VOLUME,
    .stability = ROUNDING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
