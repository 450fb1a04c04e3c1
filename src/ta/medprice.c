#include "ta/kernel.h"

static size_t warmup(const double *) { return 0; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    out[0][i] = (in->high[i] + in->low[i]) / 2;
}
MEMORYLESS(step)

const struct indicator indicator_medprice = {
    .name      = "medprice",
    .title     = "Median Price",
    .group     = "Price",
    .about     = "Middle between high and low of the bar.",
    .reference = "Achelis, Technical Analysis from A to Z, 2000",
    .outputs   = {"medprice"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
