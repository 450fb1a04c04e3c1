#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    double way = 0, plus = 0, minus = 0;
    if (i < period) return;
    for (size_t k = i + 1 - period; k <= i; k++) {
        way   += true_range(in, k);
        plus  += fabs(in->high[k] - in->low[k - 1]);
        minus += fabs(in->low[k] - in->high[k - 1]);
    }
    out[0][i] = way > 0 ? plus / way : 0;
    out[1][i] = way > 0 ? minus / way : 0;
}
MEMORYLESS(step)

const struct indicator indicator_vortex = {
    .name      = "vortex",
    .title     = "Vortex Indicator",
    .group     = "Trend",
    .about     = "Distances of highs from the lows before and of lows from the highs before, over the true "
                 "ranges of the window.",
    .reference = "Botes and Siepman, The Vortex Indicator, Stocks & Commodities 28:1, 2010",
    .params    = {{"period", 1, PERIOD_MAX, 14, "bars in the window"}},
    .outputs   = {"plus", "minus"},
    .uses      = USES_HLC,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
