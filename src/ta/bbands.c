#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void run(const struct series_in *in, const double *param, double *const *out)
{
    size_t               period = (size_t)param[0];
    struct window_spread spread = {.period = period};
    for (size_t i = 0; i < in->count; i++) {
        window_spread_add(&spread, in->close[i], value_before(in->close, i, period));
        if (i + 1 < period) continue;
        double deviation = sqrt(spread.variance);
        out[0][i] = spread.mean + param[1] * deviation;
        out[1][i] = spread.mean;
        out[2][i] = spread.mean - param[2] * deviation;
    }
}

const struct indicator indicator_bbands = {
    .name       = "bbands",
    .title      = "Bollinger Bands",
    .group      = "Channels",
    .about      = "Simple mean of the close and bands so many standard deviations above and below it. Narrow bands "
                  "are a calm market.",
    .reference  = "Bollinger, Bollinger on Bollinger Bands, 2001; deviation of the population. TA-Lib 0.6 has "
                  "period 5, the book and TA-Lib 0.8 have 20",
    .params     = {{"period", 2, PERIOD_MAX, 5, "bars in the window"},
                   {"deviations_up", 0, 1000, 2, "standard deviations from the mean to the upper band"},
                   {"deviations_down", 0, 1000, 2, "standard deviations from the mean to the lower band"}},
    .fractional = 1 << 1 | 1 << 2,
    .outputs    = {"upper", "middle", "lower"},
    .uses       = USES_CLOSE,
    .stability  = ROUNDING,
    .scaling    = SCALES_WITH_PRICE,
    .overlay    = true,
    .warmup     = warmup,
    .run        = run,
};
