#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    double sum = 0;
    if (i + 1 < period) return;
    for (size_t k = i + 1 - period; k <= i; k++) sum += in->high[k] - in->low[k];
    out[0][i] = sum / param[0];
}
MEMORYLESS(step)

const struct indicator indicator_adr = {
    .name      = "adr",
    .title     = "Average Daily Range",
    .group     = "Volatility",
    .about     = "Mean of high less low over the window.",
    .reference = "Achelis, Technical Analysis from A to Z, 2000",
    .params    = {{"period", 1, PERIOD_MAX, 14, "bars in the window"}},
    .outputs   = {"adr"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
