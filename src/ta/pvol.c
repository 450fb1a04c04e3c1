#include "ta/kernel.h"

static size_t warmup(const double *) { return 0; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    out[0][i] = in->close[i] * in->volume[i];
}
MEMORYLESS(step)

const struct indicator indicator_pvol = {
    .name      = "pvol",
    .title     = "Price Volume",
    .group     = "Volume",
    .about     = "Close times volume: the money that changed hands.",
    .reference = "As pandas-ta",
    .outputs   = {"pvol"},
    .uses      = USES_CLOSE | USES_VOLUME,
    .stability = EXACT,
    .scaling   = SCALES_OTHERWISE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
