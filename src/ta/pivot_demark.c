#include "ta/kernel.h"

static size_t warmup(const double *) { return 1; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    if (i == 0) return;
    double o = in->open[i - 1], h = in->high[i - 1], l = in->low[i - 1], c = in->close[i - 1];
    double x = h + l + c + (c < o ? l : c > o ? h : c);
    out[0][i] = x / 4;
    out[1][i] = x / 2 - h;
    out[2][i] = x / 2 - l;
}
MEMORYLESS(step)

const struct indicator indicator_pivot_demark = {
    .name      = "pivot_demark",
    .title     = "DeMark Pivot Points",
    .group     = "Price levels",
    .about     = "Pivot, support and resistance of this bar by the bar before; what counts double depends on "
                 "its colour.",
    .reference = "DeMark, The New Science of Technical Analysis, 1994",
    .outputs   = {"pivot", "s1", "r1"},
    .uses      = USES_OPEN | USES_HLC,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
