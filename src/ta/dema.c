#include "ta/kernel.h"

static size_t warmup(const double *param) { return 2 * ((size_t)param[0] - 1); }

static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct ema once = ema_of(param[0]), twice = once;
    for (size_t i = 0; i < in->count; i++)
        if (ema_push(&once, in->close[i]) && ema_push(&twice, once.value)) out[0][i] = 2 * once.value - twice.value;
}

const struct indicator indicator_dema = {
    .name      = "dema",
    .title     = "Double Exponential Moving Average",
    .group     = "Moving averages",
    .about     = "Twice an exponential mean less the mean of that mean. Most of the lag cancels out.",
    .reference = "Mulloy, Smoothing Data with Faster Moving Averages, Stocks & Commodities 12:1, 1994",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars of smoothing"}},
    .outputs   = {"dema"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
};
