#include "ta/kernel.h"

static size_t warmup(const double *) { return 0; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    out[0][i] = cosh(in->close[i]);
}
MEMORYLESS(step)

const struct indicator indicator_cosh = {
    .name      = "cosh",
    .title     = "Vector Hyperbolic Cosine",
    .group     = "Math transform",
    .about     = "Hyperbolic cosine of the close; infinite above 710.",
    .reference = "ISO/IEC 9899, Programming languages C, 7.12",
    .outputs   = {"cosh"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_OTHERWISE,
    .partial   = true,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
