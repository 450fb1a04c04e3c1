#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void run(const struct series_in *in, const double *param, double *const *out)
{
    size_t             period = (size_t)param[0];
    struct window_ramp ramp   = {.period = period};
    for (size_t i = 0; i < in->count; i++) {
        window_ramp_add(&ramp, in->close[i], value_before(in->close, i, period));
        if (i + 1 >= period) out[0][i] = window_slope(&ramp);
    }
}

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
    .run       = run,
};
