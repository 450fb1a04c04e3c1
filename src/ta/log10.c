#include "ta/kernel.h"

static size_t warmup(const double *) { return 0; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    out[0][i] = log10(in->close[i]);
}
MEMORYLESS(step)

const struct indicator indicator_log10 = {
    .name      = "log10",
    .title     = "Vector Common Logarithm",
    .group     = "Math transform",
    .about     = "Logarithm of the close to the base 10; nothing below 0.",
    .reference = "ISO/IEC 9899, Programming languages C, 7.12",
    .outputs   = {"log10"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_OTHERWISE,
    .partial   = true,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
