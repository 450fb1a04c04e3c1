#include "ta/kernel.h"

static size_t warmup(const double *param) { return 3 * ((size_t)param[0] - 1); }

static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct ema a = ema_of(param[0]), b = a, c = a;
    for (size_t i = 0; i < in->count; i++)
        if (ema_push(&a, in->close[i]) && ema_push(&b, a.value) && ema_push(&c, b.value))
            out[0][i] = 3 * a.value - 3 * b.value + c.value;
}

const struct indicator indicator_tema = {
    .name      = "tema",
    .title     = "Triple Exponential Moving Average",
    .group     = "Moving averages",
    .about     = "Three exponential means, one of the other, put together as 3a - 3b + c. It lags still less than "
                 "the double one and overshoots more.",
    .reference = "Mulloy, Smoothing Data with Less Lag, Stocks & Commodities 12:2, 1994",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars of smoothing"}},
    .outputs   = {"tema"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
};
