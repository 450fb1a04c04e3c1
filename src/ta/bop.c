#include "ta/kernel.h"

static size_t warmup(const double *) { return 0; }

/* A bar without range has no balance; it is 0, as in TA-Lib. */
static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    double range = in->high[i] - in->low[i];
    out[0][i] = range > 0 ? (in->close[i] - in->open[i]) / range : 0;
}
MEMORYLESS(step)

const struct indicator indicator_bop = {
    .name      = "bop",
    .title     = "Balance Of Power",
    .group     = "Momentum",
    .about     = "Close less open over the range of the bar, -1 to 1: who had the upper hand, sellers or buyers.",
    .reference = "Livshin, Balance Of Market Power, Stocks & Commodities 19:8, 2001; not smoothed",
    .outputs   = {"bop"},
    .uses      = USES_OPEN | USES_HLC,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
