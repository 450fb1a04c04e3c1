#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1 + (size_t)param[1] - 1; }

/* %K of a window without any range is 0, as in TA-Lib. */
static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct peak        top, bottom;
    struct window_ring kept;
    struct window_sum  sum = {.period = (size_t)param[1]};
    peak_open(&top, in->high, (size_t)param[0], 1);
    peak_open(&bottom, in->low, (size_t)param[0], -1);
    window_ring_open(&kept, (size_t)param[1]);
    for (size_t i = (size_t)param[0] - 1, warm = warmup(param); i < in->count; i++) {
        double high = in->high[peak_at(&top, i)], low = in->low[peak_at(&bottom, i)];
        double fast_k = percent(in->close[i] - low, high - low);
        double total  = window_add(&sum, fast_k, window_ring_swap(&kept, fast_k));
        if (i < warm) continue;
        out[0][i] = fast_k;
        out[1][i] = total / param[1];
    }
}

const struct indicator indicator_stochf = {
    .name      = "stochf",
    .title     = "Stochastic Fast",
    .group     = "Momentum",
    .about     = "Where the close stands between the lowest low and the highest high of the window, 0 to 100 (%K), "
                 "and the simple mean of that (%D).",
    .reference = "Lane, Lane's Stochastics, Stocks & Commodities 2:3, 1984",
    .params    = {{"fast_k", 1, PERIOD_MAX, 5, "bars in the window"},
                  {"fast_d", 1, RING_MAX, 3, "bars of the mean of %K"}},
    .outputs   = {"fastk", "fastd"},
    .uses      = USES_HLC,
    .stability = ROUNDING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
};
