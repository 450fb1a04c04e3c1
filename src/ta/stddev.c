#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void run(const struct series_in *in, const double *param, double *const *out)
{
    size_t               period = (size_t)param[0];
    struct window_spread spread = {.period = period};
    for (size_t i = 0; i < in->count; i++) {
        window_spread_add(&spread, in->close[i], value_before(in->close, i, period));
        if (i + 1 >= period) out[0][i] = param[1] * sqrt(spread.variance);
    }
}

const struct indicator indicator_stddev = {
    .name       = "stddev",
    .title      = "Standard Deviation",
    .group      = "Statistics",
    .about      = "Standard deviation of the last `period` closes, times `deviations`. It divides by the number of "
                  "bars, not by one less.",
    .reference  = "TA-Lib, STDDEV",
    .params     = {{"period", 2, PERIOD_MAX, 5, "bars in the window"},
                   {"deviations", 0, 1000, 1, "what the deviation is multiplied with"}},
    .fractional = 1 << 1,
    .outputs    = {"stddev"},
    .uses       = USES_CLOSE,
    .stability  = ROUNDING,
    .scaling    = SCALES_WITH_PRICE,
    .warmup     = warmup,
    .run        = run,
};
