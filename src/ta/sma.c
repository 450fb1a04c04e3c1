#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void run(const struct series_in *in, const double *param, double *const *out)
{
    size_t            period = (size_t)param[0];
    struct window_sum sum    = {.period = period};
    for (size_t i = 0; i < in->count; i++) {
        double total = window_add(&sum, in->close[i], value_before(in->close, i, period));
        if (i + 1 >= period) out[0][i] = total / param[0];
    }
}

const struct indicator indicator_sma = {
    .name      = "sma",
    .title     = "Simple Moving Average",
    .group     = "Moving averages",
    .about     = "Mean of the last `period` closes. It smooths the price and lags it by half the period.",
    .reference = "Murphy, Technical Analysis of the Financial Markets, 1999",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars in the window"}},
    .outputs   = {"sma"},
    .uses      = USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
};
