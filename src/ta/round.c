#include "ta/kernel.h"

static size_t warmup(const double *) { return 0; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    out[0][i] = round(in->close[i]);
}
MEMORYLESS(step)

const struct indicator indicator_round = {
    .name      = "round",
    .title     = "Round",
    .group     = "Math transform",
    .about     = "The close rounded to a whole number, halves away from 0.",
    .reference = "ISO/IEC 9899, Programming languages C, 7.12",
    .outputs   = {"round"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_OTHERWISE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
