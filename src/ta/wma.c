#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void run(const struct series_in *in, const double *param, double *const *out)
{
    size_t             period = (size_t)param[0];
    double             weight = param[0] * (param[0] + 1) / 2;
    struct window_ramp ramp   = {.period = period};
    for (size_t i = 0; i < in->count; i++) {
        window_ramp_add(&ramp, in->close[i], value_before(in->close, i, period));
        if (i + 1 >= period) out[0][i] = ramp.ramp / weight;
    }
}

const struct indicator indicator_wma = {
    .name      = "wma",
    .title     = "Weighted Moving Average",
    .group     = "Moving averages",
    .about     = "Mean of the last `period` closes with weights that rise in a line, 1 for the oldest to `period` "
                 "for the newest.",
    .reference = "Kaufman, Trading Systems and Methods, 1998",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars in the window"}},
    .outputs   = {"wma"},
    .uses      = USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
};
