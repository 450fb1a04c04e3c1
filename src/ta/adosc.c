#include "ta/kernel.h"

struct state {
    double total, fast, slow;
};

static size_t warmup(const double *param) { return (size_t)larger(param[0], param[1]) - 1 + (size_t)param[2]; }

/* TA-Lib's start: both means begin with the first value of the line, not with a simple mean. */
static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    s->total += money_flow(in, i);
    s->fast   = i > 0 ? s->fast + (s->total - s->fast) * 2 / (param[0] + 1) : s->total;
    s->slow   = i > 0 ? s->slow + (s->total - s->slow) * 2 / (param[1] + 1) : s->total;
    if (i >= warmup(param)) out[0][i] = s->fast - s->slow;
}
STREAM(step)

const struct indicator indicator_adosc = {
    .name      = "adosc",
    .title     = "Chaikin A/D Oscillator",
    .group     = "Volume",
    .about     = "Fast exponential mean of the accumulation/distribution line less the slow one: whether volume "
                 "flows in or out faster than lately.",
    .reference = "Achelis, Technical Analysis from A to Z, 2000; begun as in TA-Lib",
    .params    = {{"fast", 2, PERIOD_MAX, 3, "bars of the fast mean"},
                  {"slow", 2, PERIOD_MAX, 10, "bars of the slow mean"},
                  {"unstable", 0, PERIOD_MAX, 0, "bars that are left out"}},
    .outputs   = {"adosc"},
    .uses      = USES_HLC | USES_VOLUME,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_VOLUME,
    .warmup    = warmup,
    STREAMED,
};
