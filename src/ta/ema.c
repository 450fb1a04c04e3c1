#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct ema mean = ema_of(param[0]);
    for (size_t i = 0; i < in->count; i++)
        if (ema_push(&mean, in->close[i])) out[0][i] = mean.value;
}

const struct indicator indicator_ema = {
    .name      = "ema",
    .title     = "Exponential Moving Average",
    .group     = "Moving averages",
    .about     = "Mean of all closes in which every bar back weighs less, by 1 - 2/(period + 1). It follows the "
                 "price faster than a simple mean of the same period.",
    .reference = "Haurlan, Measuring Trend Values, 1968; begun with the simple mean of the first `period` closes",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars of smoothing"}},
    .outputs   = {"ema"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
};
