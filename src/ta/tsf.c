#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void run(const struct series_in *in, const double *param, double *const *out)
{
    size_t             period = (size_t)param[0];
    struct window_ramp ramp   = {.period = period};
    for (size_t i = 0; i < in->count; i++) {
        window_ramp_add(&ramp, in->close[i], value_before(in->close, i, period));
        if (i + 1 >= period) out[0][i] = ramp.sum / param[0] + window_slope(&ramp) * (param[0] + 1) / 2;
    }
}

const struct indicator indicator_tsf = {
    .name      = "tsf",
    .title     = "Time Series Forecast",
    .group     = "Statistics",
    .about     = "The straight line of least squares through the last `period` closes, drawn on to the next bar.",
    .reference = "Achelis, Technical Analysis from A to Z, 2000",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars in the window"}},
    .outputs   = {"tsf"},
    .uses      = USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
};
