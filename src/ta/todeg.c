#include "ta/kernel.h"

static size_t warmup(const double *) { return 0; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    out[0][i] = in->close[i] * (180 / 3.14159265358979323846);
}
MEMORYLESS(step)

const struct indicator indicator_todeg = {
    .name      = "todeg",
    .title     = "Radians to Degrees",
    .group     = "Math transform",
    .about     = "The close times 180 / pi.",
    .reference = "ISO/IEC 9899, Programming languages C, 7.12",
    .outputs   = {"todeg"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
