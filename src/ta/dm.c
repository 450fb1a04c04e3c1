#include "ta/kernel.h"

struct state {
    double plus, minus;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) return;
    struct movement m = movement_of(in, i);
    double fade = (double)i < param[0] ? 0 : 1 / param[0];
    s->plus  += m.plus - s->plus * fade;
    s->minus += m.minus - s->minus * fade;
    if (i + 1 < (size_t)param[0]) return;
    out[0][i] = s->plus;
    out[1][i] = s->minus;
}
STREAM(step)

const struct indicator indicator_dm = {
    .name      = "dm",
    .title     = "Directional Movement",
    .group     = "Trend",
    .about     = "Smoothed movement up and movement down, both at once.",
    .reference = "Wilder, New Concepts in Technical Trading Systems, 1978; begun as in TA-Lib",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars of the smoothing"}},
    .outputs   = {"plus", "minus"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    STREAMED,
};
