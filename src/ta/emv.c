#include "ta/kernel.h"

static size_t warmup(const double *) { return 1; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    double range = in->high[i] - in->low[i], move = 0;
    if (i == 0) return;
    move = (in->high[i] + in->low[i]) / 2 - (in->high[i - 1] + in->low[i - 1]) / 2;
    out[0][i] = range > 0 && in->volume[i] > 0 ? move / (in->volume[i] / 10000 / range) : 0;
}
MEMORYLESS(step)

const struct indicator indicator_emv = {
    .name      = "emv",
    .title     = "Ease of Movement",
    .group     = "Volume",
    .about     = "Move of the middle of the bar over the volume that it took for each unit of range, volume in "
                 "ten thousands; 0 without range or trade.",
    .reference = "Arms, Volume Cycles in the Stock Market, 1983; as Tulip",
    .outputs   = {"emv"},
    .uses      = USES_HIGH | USES_LOW | USES_VOLUME,
    .stability = EXACT,
    .scaling   = SCALES_OTHERWISE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
