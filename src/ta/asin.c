#include "ta/kernel.h"

static size_t warmup(const double *) { return 0; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    out[0][i] = asin(in->close[i]);
}
MEMORYLESS(step)

const struct indicator indicator_asin = {
    .name      = "asin",
    .title     = "Vector Arc Sine",
    .group     = "Math transform",
    .about     = "Arc sine of the close, in radians; nothing outside -1 to 1.",
    .reference = "ISO/IEC 9899, Programming languages C, 7.12",
    .outputs   = {"asin"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_OTHERWISE,
    .partial   = true,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
