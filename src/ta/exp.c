#include "ta/kernel.h"

static size_t warmup(const double *) { return 0; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    out[0][i] = exp(in->close[i]);
}
MEMORYLESS(step)

const struct indicator indicator_exp = {
    .name      = "exp",
    .title     = "Vector Exponential",
    .group     = "Math transform",
    .about     = "The number e to the power of the close; infinite above 709.",
    .reference = "ISO/IEC 9899, Programming languages C, 7.12",
    .outputs   = {"exp"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_OTHERWISE,
    .partial   = true,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
