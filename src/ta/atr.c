#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct ema range = wilder_of(param[0]);
    for (size_t i = 1; i < in->count; i++)
        if (ema_push(&range, true_range(in, i))) out[0][i] = range.value;
}

const struct indicator indicator_atr = {
    .name      = "atr",
    .title     = "Average True Range",
    .group     = "Volatility",
    .about     = "Smoothed true range: how far the price moves in a bar, gaps included, in the unit of the price.",
    .reference = "Wilder, New Concepts in Technical Trading Systems, 1978",
    .params    = {{"period", 1, PERIOD_MAX, 14, "bars of Wilder's smoothing"}},
    .outputs   = {"atr"},
    .uses      = USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    .run       = run,
};
