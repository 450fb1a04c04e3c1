#include "ta/kernel.h"

static size_t warmup(const double *) { return 0; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    out[0][i] = (in->high[i] + in->low[i] + 2 * in->close[i]) / 4;
}
MEMORYLESS(step)

const struct indicator indicator_wclprice = {
    .name      = "wclprice",
    .title     = "Weighted Close Price",
    .group     = "Price",
    .about     = "Mean of high, low and close of the bar, the close counted twice.",
    .reference = "Achelis, Technical Analysis from A to Z, 2000",
    .outputs   = {"wclprice"},
    .uses      = USES_HLC,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
