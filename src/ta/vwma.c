#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    double money = 0, volume = 0, sum = 0;
    if (i + 1 < period) return;
    for (size_t k = i + 1 - period; k <= i; k++) {
        money  += in->close[k] * in->volume[k];
        volume += in->volume[k];
        sum    += in->close[k];
    }
    out[0][i] = volume > 0 ? money / volume : sum / param[0];
}
MEMORYLESS(step)

const struct indicator indicator_vwma = {
    .name      = "vwma",
    .title     = "Volume Weighted Moving Average",
    .group     = "Moving averages",
    .about     = "Mean of the closes of the window weighed by volume; the plain mean where nothing was traded.",
    .reference = "Arms, Volume Cycles in the Stock Market, 1983",
    .params    = {{"period", 1, PERIOD_MAX, 20, "bars in the window"}},
    .outputs   = {"vwma"},
    .uses      = USES_CLOSE | USES_VOLUME,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
