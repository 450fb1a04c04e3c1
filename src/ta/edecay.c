#include "ta/kernel.h"

struct state {
    double value;
};

static size_t warmup(const double *) { return 0; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    s->value  = i == 0 ? in->close[0] : larger(in->close[i], s->value * (1 - 1 / param[0]));
    out[0][i] = s->value;
}
STREAM(step)

const struct indicator indicator_edecay = {
    .name      = "edecay",
    .title     = "Exponential Decay",
    .group     = "Math operators",
    .about     = "The close, or what was left of the value before where that is more; a bar it loses 1 / "
                 "`period` of itself.",
    .reference = "As Tulip",
    .params    = {{"period", 1, PERIOD_MAX, 5, "bars of the decay"}},
    .outputs   = {"edecay"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    STREAMED,
};
