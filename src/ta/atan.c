#include "ta/kernel.h"

static size_t warmup(const double *) { return 0; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    out[0][i] = atan(in->close[i]);
}
MEMORYLESS(step)

const struct indicator indicator_atan = {
    .name      = "atan",
    .title     = "Vector Arc Tangent",
    .group     = "Math transform",
    .about     = "Arc tangent of the close, in radians.",
    .reference = "ISO/IEC 9899, Programming languages C, 7.12",
    .outputs   = {"atan"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_OTHERWISE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
