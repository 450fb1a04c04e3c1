#include "ta/kernel.h"

static size_t warmup(const double *) { return 1; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    if (i == 0) return;
    bool price = in->close[i] >= in->close[i - 1], volume = in->volume[i] >= in->volume[i - 1];
    out[0][i] = price ? (volume ? 1 : 2) : (volume ? 4 : 3);
}
MEMORYLESS(step)

const struct indicator indicator_pvr = {
    .name      = "pvr",
    .title     = "Price Volume Rank",
    .group     = "Volume",
    .about     = "1 where price and volume rise, 2 where only the price does, 3 where neither does, 4 where "
                 "only the volume does.",
    .reference = "Macek, The Price-Volume Rank, Stocks & Commodities 12:6, 1994",
    .outputs   = {"pvr"},
    .uses      = USES_CLOSE | USES_VOLUME,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
