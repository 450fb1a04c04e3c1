#include "ta/kernel.h"

static size_t warmup(const double *) { return 0; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    out[0][i] = in->volume[i] > 0 ? (in->high[i] - in->low[i]) / in->volume[i] : 0;
}
MEMORYLESS(step)

const struct indicator indicator_marketfi = {
    .name      = "marketfi",
    .title     = "Market Facilitation Index",
    .group     = "Volume",
    .about     = "Range of the bar over its volume; 0 where nothing was traded.",
    .reference = "Williams, Trading Chaos, 1995",
    .outputs   = {"marketfi"},
    .uses      = USES_HIGH | USES_LOW | USES_VOLUME,
    .stability = EXACT,
    .scaling   = SCALES_OTHERWISE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
