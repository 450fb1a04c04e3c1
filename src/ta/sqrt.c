#include "ta/kernel.h"

static size_t warmup(const double *) { return 0; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    out[0][i] = sqrt(in->close[i]);
}
MEMORYLESS(step)

const struct indicator indicator_sqrt = {
    .name      = "sqrt",
    .title     = "Vector Square Root",
    .group     = "Math transform",
    .about     = "Square root of the close; nothing below 0.",
    .reference = "ISO/IEC 9899, Programming languages C, 7.12",
    .outputs   = {"sqrt"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_OTHERWISE,
    .partial   = true,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
