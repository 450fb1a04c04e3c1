#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void run(const struct series_in *in, const double *param, double *const *out)
{
    size_t               period = (size_t)param[0];
    struct window_spread spread = {.period = period};
    for (size_t i = 0; i < in->count; i++) {
        window_spread_add(&spread, in->close[i], value_before(in->close, i, period));
        if (i + 1 >= period) out[0][i] = spread.variance;
    }
}

const struct indicator indicator_var = {
    .name      = "var",
    .title     = "Variance",
    .group     = "Statistics",
    .about     = "Variance of the last `period` closes. It divides by the number of bars, not by one less.",
    .reference = "TA-Lib, VAR, whose second parameter has no effect and is left out",
    .params    = {{"period", 1, PERIOD_MAX, 5, "bars in the window"}},
    .outputs   = {"var"},
    .uses      = USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALES_WITH_SQUARE,
    .warmup    = warmup,
    .run       = run,
};
