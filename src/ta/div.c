#include "ta/kernel.h"

static size_t warmup(const double *) { return 0; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    out[0][i] = in->low[i] != 0 ? in->high[i] / in->low[i] : NAN;
}
MEMORYLESS(step)

const struct indicator indicator_div = {
    .name      = "div",
    .title     = "Vector Division",
    .group     = "Math operators",
    .about     = "High over low of every bar; nothing where the low is 0.",
    .reference = "Elementary arithmetic; TA-Lib takes any two series, here they are high and low",
    .outputs   = {"div"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .partial   = true,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
