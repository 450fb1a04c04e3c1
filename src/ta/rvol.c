#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    double sum = 0;
    if (i < period) return;
    for (size_t k = i - period; k < i; k++) sum += in->volume[k];
    out[0][i] = sum > 0 ? in->volume[i] / (sum / param[0]) : 0;
}
MEMORYLESS(step)

const struct indicator indicator_rvol = {
    .name      = "rvol",
    .title     = "Relative Volume",
    .group     = "Volume",
    .about     = "Volume over its mean of the `period` bars before; 0 where nothing was traded in them.",
    .reference = "Achelis, Technical Analysis from A to Z, 2000",
    .params    = {{"period", 1, PERIOD_MAX, 20, "bars in the window"}},
    .outputs   = {"rvol"},
    .uses      = USES_VOLUME,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
