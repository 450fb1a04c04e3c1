#include "ta/kernel.h"

static size_t warmup(const double *) { return 0; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    out[0][i] = ceil(in->close[i]);
}
MEMORYLESS(step)

const struct indicator indicator_ceil = {
    .name      = "ceil",
    .title     = "Vector Ceiling",
    .group     = "Math transform",
    .about     = "The close rounded up to a whole number.",
    .reference = "ISO/IEC 9899, Programming languages C, 7.12",
    .outputs   = {"ceil"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_OTHERWISE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
