#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

/* Kaufman (1995): the share of the way that led somewhere steers the smoothing between that of 2 and of 30 bars.
 * TA-Lib's answer kept: the share is 1 where the way is not longer than the rise, so also where nothing moved. */
static void run(const struct series_in *in, const double *param, double *const *out)
{
    const double     *close = in->close;
    const double      fast = 2.0 / (2 + 1), slow = 2.0 / (30 + 1);
    size_t            period = (size_t)param[0];
    double            value  = in->count >= period ? close[period - 1] : 0;
    struct window_sum way    = {.period = period};
    for (size_t i = 1; i < in->count; i++) {
        double gone   = i > period ? fabs(close[i - period] - close[i - period - 1]) : 0;
        double length = window_add(&way, fabs(close[i] - close[i - 1]), gone);
        if (i < period) continue;
        double rise  = close[i] - close[i - period];
        double share = length <= rise || length == 0 ? 1 : fabs(rise / length);
        double speed = share * (fast - slow) + slow;
        value += (close[i] - value) * speed * speed;
        out[0][i] = value;
    }
}

const struct indicator indicator_kama = {
    .name      = "kama",
    .title     = "Kaufman Adaptive Moving Average",
    .group     = "Moving averages",
    .about     = "Exponential mean that is quick while the price goes straight and nearly stops while it goes to "
                 "and fro.",
    .reference = "Kaufman, Smarter Trading, 1995",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars over which straightness is measured"}},
    .outputs   = {"kama"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
};
