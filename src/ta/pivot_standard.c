#include "ta/kernel.h"

static size_t warmup(const double *) { return 1; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    if (i == 0) return;
    double h = in->high[i - 1], l = in->low[i - 1], c = in->close[i - 1], p = (h + l + c) / 3;
    out[0][i] = 2 * p - h;
    out[1][i] = 2 * p - l;
    out[2][i] = p - (h - l);
    out[3][i] = p + (h - l);
}
MEMORYLESS(step)

const struct indicator indicator_pivot_standard = {
    .name      = "pivot_standard",
    .title     = "Standard Pivot Points",
    .group     = "Price levels",
    .about     = "Supports and resistances of this bar by the bar before: two below the pivot and two above, "
                 "nearest first.",
    .reference = "Chicago floor traders; the pivot itself is the middle",
    .outputs   = {"s1", "r1", "s2", "r2"},
    .uses      = USES_HLC,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
