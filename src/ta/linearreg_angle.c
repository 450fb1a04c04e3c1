#include "ta/kernel.h"

struct state {
    struct window_ramp line;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) s->line = (struct window_ramp){.period = (size_t)param[0]};
    window_ramp_add(&s->line, in->close[i], value_before(in->close, i, s->line.period));
    if (i + 1 >= s->line.period) out[0][i] = atan(window_slope(&s->line)) * (180 / 3.14159265358979323846);
}
STREAM(step)

const struct indicator indicator_linearreg_angle = {
    .name      = "linearreg_angle",
    .title     = "Linear Regression Angle",
    .group     = "Statistics",
    .about     = "Angle of the least-squares line through the closes of the window, in degrees. It depends on "
                 "the unit of the price.",
    .reference = "Achelis, Technical Analysis from A to Z, 2000",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars in the window"}},
    .outputs   = {"angle"},
    .uses      = USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALES_OTHERWISE,
    .warmup    = warmup,
    STREAMED,
};
