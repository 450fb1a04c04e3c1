#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= (size_t)param[0]) out[0][i] = in->close[i - (size_t)param[0]];
}
MEMORYLESS(step)

const struct indicator indicator_lag = {
    .name      = "lag",
    .title     = "Lag",
    .group     = "Math operators",
    .about     = "The close of `period` bars ago.",
    .reference = "As Tulip",
    .params    = {{"period", 1, PERIOD_MAX, 1, "bars to look back"}},
    .outputs   = {"lag"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
