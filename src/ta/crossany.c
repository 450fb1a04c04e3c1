#include "ta/kernel.h"

static size_t warmup(const double *) { return 1; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    if (i == 0) return;
    double now = in->close[i] - in->open[i], last = in->close[i - 1] - in->open[i - 1];
    out[0][i] = (now > 0 && last <= 0) || (now < 0 && last >= 0);
}
MEMORYLESS(step)

const struct indicator indicator_crossany = {
    .name      = "crossany",
    .title     = "Crossing of Close and Open",
    .group     = "Math operators",
    .about     = "1 where close and open change places, else 0.",
    .reference = "As Tulip, which takes any two series",
    .outputs   = {"crossany"},
    .uses      = USES_OPEN | USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
