#include "ta/kernel.h"

static size_t warmup(const double *) { return 1; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    if (i > 0) out[0][i] = true_range(in, i);
}
MEMORYLESS(step)

const struct indicator indicator_trange = {
    .name      = "trange",
    .title     = "True Range",
    .group     = "Volatility",
    .about     = "High less low of the bar, with the close of the bar before counted in, so that gaps show.",
    .reference = "Wilder, New Concepts in Technical Trading Systems, 1978",
    .outputs   = {"trange"},
    .uses      = USES_HLC,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
