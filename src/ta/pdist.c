#include "ta/kernel.h"

static size_t warmup(const double *) { return 1; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    if (i == 0) return;
    double gap = fabs(in->open[i] - in->close[i - 1]), body = fabs(in->close[i] - in->open[i]);
    out[0][i] = 2 * (in->high[i] - in->low[i]) + gap - body;
}
MEMORYLESS(step)

const struct indicator indicator_pdist = {
    .name      = "pdist",
    .title     = "Price Distance",
    .group     = "Volatility",
    .about     = "Way that the price must have gone: twice the range, plus the gap, less the body.",
    .reference = "As pandas-ta",
    .outputs   = {"pdist"},
    .uses      = USES_OPEN | USES_HLC,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
