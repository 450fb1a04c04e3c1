#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= warmup(param)) out[0][i] = in->close[i] - in->close[i - warmup(param)];
}
MEMORYLESS(step)

const struct indicator indicator_mom = {
    .name      = "mom",
    .title     = "Momentum",
    .group     = "Momentum",
    .about     = "Change of the close over `period` bars, in the unit of the price.",
    .reference = "Murphy, Technical Analysis of the Financial Markets, 1999",
    .params    = {{"period", 1, PERIOD_MAX, 10, "bars to look back"}},
    .outputs   = {"mom"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
