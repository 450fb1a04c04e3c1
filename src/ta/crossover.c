#include "ta/kernel.h"

static size_t warmup(const double *) { return 1; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    if (i > 0) out[0][i] = in->close[i] > in->open[i] && in->close[i - 1] <= in->open[i - 1];
}
MEMORYLESS(step)

const struct indicator indicator_crossover = {
    .name      = "crossover",
    .title     = "Crossover of Close and Open",
    .group     = "Math operators",
    .about     = "1 where the close rises above the open after a bar where it was not, else 0.",
    .reference = "As Tulip, which takes any two series",
    .outputs   = {"crossover"},
    .uses      = USES_OPEN | USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
