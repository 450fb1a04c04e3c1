#include "ta/kernel.h"

static size_t warmup(const double *param) { return param[0] > 1 ? (size_t)param[0] - 1 : 1; }

static void run(const struct series_in *in, const double *param, double *const *out)
{
    size_t warm = warmup(param);
    double sum  = 0;
    for (size_t i = 1; i < in->count; i++) {
        double fade = (double)i < param[0] ? 0 : 1 / param[0];
        sum += movement_of(in, i).plus - sum * fade;
        if (i >= warm) out[0][i] = sum;
    }
}

const struct indicator indicator_plus_dm = {
    .name      = "plus_dm",
    .title     = "Plus Directional Movement",
    .group     = "Trend",
    .about     = "Running sum of the new ground the bars won upward, of which every bar lets 1/period go.",
    .reference = "Wilder, New Concepts in Technical Trading Systems, 1978; begun as in TA-Lib",
    .params    = {{"period", 1, PERIOD_MAX, 14, "bars of Wilder's smoothing"}},
    .outputs   = {"plus_dm"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    .run       = run,
};
