#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    double way = 0, high = 0, low = INFINITY;
    if (i < period) return;
    for (size_t k = i + 1 - period; k <= i; k++) {
        way += true_range(in, k);
        high = larger(high, param[1] > 0 ? in->high[k] : larger(in->high[k], in->close[k - 1]));
        low  = smaller(low, param[1] > 0 ? in->low[k] : smaller(in->low[k], in->close[k - 1]));
    }
    out[0][i] = high > low && way > 0 ? 100 * log(way / (high - low)) / log(param[0]) : 0;
}
MEMORYLESS(step)

const struct indicator indicator_chop = {
    .name      = "chop",
    .title     = "Choppiness Index",
    .group     = "Volatility",
    .about     = "How far the price went in all over how far it got, as a logarithm: near 100 in a range, near "
                 "0 in a trend.",
    .reference = "Dreiss, Choppiness Index, 1993; true highs and lows, as Skender; `plain` 1 takes highs and "
                 "lows",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars in the window"},
                  {"plain", 0, 1, 0, "1: without the closes before, as TradingView"}},
    .outputs   = {"chop"},
    .uses      = USES_HLC,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
