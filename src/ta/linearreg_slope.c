#include "ta/kernel.h"

struct state {
    struct window_ramp ramp;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void begin(struct state *s, const struct series_in *, const double *param) { s->ramp = (struct window_ramp){.period = (size_t)param[0]}; }

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    window_ramp_add(&s->ramp, in->close[i], value_before(in->close, i, s->ramp.period));
    if (i + 1 >= s->ramp.period) out[0][i] = window_slope(&s->ramp);
}
STREAM_FROM(begin, step)

const struct indicator indicator_linearreg_slope = {
    .name      = "linearreg_slope",
    .title     = "Linear Regression Slope",
    .group     = "Statistics",
    .about     = "Rise per bar of the straight line of least squares through the last `period` closes.",
    .reference = "Achelis, Technical Analysis from A to Z, 2000",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars in the window"}},
    .outputs   = {"linearreg_slope"},
    .uses      = USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    STREAMED,
};
