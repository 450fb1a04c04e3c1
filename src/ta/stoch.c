#include "ta/kernel.h"

static size_t warmup(const double *param)
{
    return (size_t)param[0] - 1 + (size_t)param[1] - 1 + (size_t)param[2] - 1;
}

/* %K of a window without any range is 0, as in TA-Lib. The mean of %K enters the mean of that only once it is full. */
static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct peak        top, bottom;
    struct window_ring fast, slow;
    struct window_sum  fast_sum = {.period = (size_t)param[1]}, slow_sum = {.period = (size_t)param[2]};
    peak_open(&top, in->high, (size_t)param[0], 1);
    peak_open(&bottom, in->low, (size_t)param[0], -1);
    window_ring_open(&fast, fast_sum.period);
    window_ring_open(&slow, slow_sum.period);
    size_t begin = (size_t)param[0] - 1, full = begin + fast_sum.period - 1, warm = warmup(param);
    for (size_t i = begin; i < in->count; i++) {
        double high = in->high[peak_at(&top, i)], low = in->low[peak_at(&bottom, i)];
        double fast_k = percent(in->close[i] - low, high - low);
        double slow_k = window_add(&fast_sum, fast_k, window_ring_swap(&fast, fast_k)) / param[1];
        if (i < full) continue;
        double slow_d = window_add(&slow_sum, slow_k, window_ring_swap(&slow, slow_k)) / param[2];
        if (i < warm) continue;
        out[0][i] = slow_k;
        out[1][i] = slow_d;
    }
}

const struct indicator indicator_stoch = {
    .name      = "stoch",
    .title     = "Stochastic",
    .group     = "Momentum",
    .about     = "Where the close stands between the lowest low and the highest high of the window, 0 to 100, "
                 "smoothed by a simple mean (slow %K), and the simple mean of that (slow %D).",
    .reference = "Lane, Lane's Stochastics, Stocks & Commodities 2:3, 1984",
    .params    = {{"fast_k", 1, PERIOD_MAX, 5, "bars in the window"},
                  {"slow_k", 1, RING_MAX, 3, "bars of the mean that makes slow %K"},
                  {"slow_d", 1, RING_MAX, 3, "bars of the mean of slow %K"}},
    .outputs   = {"slowk", "slowd"},
    .uses      = USES_HLC,
    .stability = ROUNDING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
};
