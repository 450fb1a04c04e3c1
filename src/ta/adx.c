#include "ta/kernel.h"

static size_t warmup(const double *param) { return 2 * (size_t)param[0] - 1; }

static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct direction d    = {.period = param[0]};
    struct ema       mean = wilder_of(param[0]);
    for (size_t i = 1; i < in->count; i++) {
        direction_push(&d, in, i);
        if ((double)i >= param[0] && ema_push(&mean, direction_index(&d))) out[0][i] = mean.value;
    }
}

const struct indicator indicator_adx = {
    .name      = "adx",
    .title     = "Average Directional Movement Index",
    .group     = "Trend",
    .about     = "How strong the trend is, 0 to 100, whichever its direction. Above 25 is usually called a trend.",
    .reference = "Wilder, New Concepts in Technical Trading Systems, 1978; begun as in TA-Lib",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars of Wilder's smoothing"}},
    .outputs   = {"adx"},
    .uses      = USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
};
