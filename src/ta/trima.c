#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

/* A simple mean of a simple mean. What leaves the outer window is the inner sum of `outer` bars ago: a second inner
 * sum, that many bars behind and given the same values, has the very same bits, so nothing needs to be kept. */
static void run(const struct series_in *in, const double *param, double *const *out)
{
    size_t            period = (size_t)param[0], inner = (period + 1) / 2, outer = period + 1 - inner;
    double            weight = (double)inner * (double)outer;
    struct window_sum sum = {.period = inner}, late = sum, sums = {.period = outer};
    for (size_t i = 0; i < in->count; i++) {
        double now = window_add(&sum, in->close[i], value_before(in->close, i, inner)), then = 0;
        if (i >= outer) then = window_add(&late, in->close[i - outer], value_before(in->close, i - outer, inner));
        double total = window_add(&sums, now, then);
        if (i + 1 >= period) out[0][i] = total / weight;
    }
}

const struct indicator indicator_trima = {
    .name      = "trima",
    .title     = "Triangular Moving Average",
    .group     = "Moving averages",
    .about     = "Mean of the last `period` closes that weighs the middle of the window most. Very smooth, and "
                 "late.",
    .reference = "Achelis, Technical Analysis from A to Z, 2000",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars in the window"}},
    .outputs   = {"trima"},
    .uses      = USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
};
