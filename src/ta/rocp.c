#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

/* From a close of 0 there is no rate; it is 0, as in TA-Lib. */
static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i < warmup(param)) return;
    double now = in->close[i], then = in->close[i - warmup(param)];
    out[0][i] = then != 0 ? (now - then) / then : 0;
}
MEMORYLESS(step)

const struct indicator indicator_rocp = {
    .name      = "rocp",
    .title     = "Rate of Change, Fraction",
    .group     = "Momentum",
    .about     = "Change of the close over `period` bars, as a fraction of the earlier close.",
    .reference = "Murphy, Technical Analysis of the Financial Markets, 1999",
    .params    = {{"period", 1, PERIOD_MAX, 10, "bars to look back"}},
    .outputs   = {"rocp"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
