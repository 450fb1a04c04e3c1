#include "ta/kernel.h"

static size_t warmup(const double *) { return 1; }

static void step(void *, const struct series_in *in, const double *, size_t i, double *const *out)
{
    if (i == 0) return;
    double h = in->high[i - 1], l = in->low[i - 1], c = in->close[i - 1], p = (h + l + c) / 3;
    out[0][i] = p - 0.382 * (h - l);
    out[1][i] = p + 0.382 * (h - l);
    out[2][i] = p - 0.618 * (h - l);
    out[3][i] = p + 0.618 * (h - l);
}
MEMORYLESS(step)

const struct indicator indicator_pivot_fibonacci = {
    .name      = "pivot_fibonacci",
    .title     = "Fibonacci Pivot Points",
    .group     = "Price levels",
    .about     = "Supports and resistances of this bar by the bar before: two below the pivot and two above, "
                 "nearest first.",
    .reference = "Levels at 38.2 and 61.8 per cent of the range; the pivot itself is the middle",
    .outputs   = {"s1", "r1", "s2", "r2"},
    .uses      = USES_HLC,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
