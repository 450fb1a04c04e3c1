#include "ta/swing.h"

static size_t warmup(const double *) { return 1; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i > 0) out[0][i] = swing_of(in, i, param[0]);
}
MEMORYLESS(step)

const struct indicator indicator_si = {
    .name       = "si",
    .title      = "Swing Index",
    .group      = "Trend",
    .about      = "How far close and body moved against the bar before, in units of `limit`, the largest move that a day may have.",
    .reference  = "Wilder, New Concepts in Technical Trading Systems, 1978",
    .params     = {{"limit", 0.0001, 1000000, 3, "largest move of a bar, in the unit of the price"}},
    .fractional = 1 << 0,
    .outputs    = {"si"},
    .uses       = USES_OPEN | USES_HLC,
    .stability  = EXACT,
    .scaling    = SCALES_WITH_PRICE,
    .warmup     = warmup,
    .run        = run,
    .step       = step,
};
