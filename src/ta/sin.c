#include "ta/kernel.h"

static size_t warmup(const double *) { return 0; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    out[0][i] = sin(in->close[i]);
}
MEMORYLESS(step)

const struct indicator indicator_sin = {
    .name      = "sin",
    .title     = "Vector Sine",
    .group     = "Math transform",
    .about     = "Sine of the close, taken as radians.",
    .reference = "ISO/IEC 9899, Programming languages C, 7.12",
    .outputs   = {"sin"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_OTHERWISE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
