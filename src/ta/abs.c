#include "ta/kernel.h"

static size_t warmup(const double *) { return 0; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    out[0][i] = fabs(in->close[i]);
}
MEMORYLESS(step)

const struct indicator indicator_abs = {
    .name      = "abs",
    .title     = "Absolute Value",
    .group     = "Math transform",
    .about     = "The close without its sign.",
    .reference = "ISO/IEC 9899, Programming languages C, 7.12",
    .outputs   = {"abs"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
