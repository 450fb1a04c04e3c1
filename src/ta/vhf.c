#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    double high = 0, low = INFINITY, way = 0;
    if (i < period) return;
    for (size_t k = i + 1 - period; k <= i; k++) {
        high = larger(high, in->close[k]);
        low  = smaller(low, in->close[k]);
        way += fabs(in->close[k] - in->close[k - 1]);
    }
    out[0][i] = way > 0 ? (high - low) / way : 0;
}
MEMORYLESS(step)

const struct indicator indicator_vhf = {
    .name      = "vhf",
    .title     = "Vertical Horizontal Filter",
    .group     = "Trend",
    .about     = "Highest less lowest close over the way gone in the window: high in a trend, low in a range.",
    .reference = "White, The Vertical Horizontal Filter, Futures, 1991; the window of Tulip",
    .params    = {{"period", 2, PERIOD_MAX, 28, "bars in the window"}},
    .outputs   = {"vhf"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
