#include "ta/kernel.h"

static size_t warmup(const double *) { return 0; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    out[0][i] = in->high[i] - in->low[i];
}
MEMORYLESS(step)

const struct indicator indicator_sub = {
    .name      = "sub",
    .title     = "Vector Subtraction",
    .group     = "Math operators",
    .about     = "High less low of every bar.",
    .reference = "Elementary arithmetic; TA-Lib takes any two series, here they are high and low",
    .outputs   = {"sub"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
