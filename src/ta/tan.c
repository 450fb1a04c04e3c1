#include "ta/kernel.h"

static size_t warmup(const double *) { return 0; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    out[0][i] = tan(in->close[i]);
}
MEMORYLESS(step)

const struct indicator indicator_tan = {
    .name      = "tan",
    .title     = "Vector Tangent",
    .group     = "Math transform",
    .about     = "Tangent of the close, taken as radians.",
    .reference = "ISO/IEC 9899, Programming languages C, 7.12",
    .outputs   = {"tan"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_OTHERWISE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
