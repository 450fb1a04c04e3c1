#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void run(const struct series_in *in, const double *param, double *const *out)
{
    size_t period = (size_t)param[0];
    for (size_t i = period; i < in->count; i++) out[0][i] = in->close[i] - in->close[i - period];
}

const struct indicator indicator_mom = {
    .name      = "mom",
    .title     = "Momentum",
    .group     = "Momentum",
    .about     = "Change of the close over `period` bars, in the unit of the price.",
    .reference = "Murphy, Technical Analysis of the Financial Markets, 1999",
    .params    = {{"period", 1, PERIOD_MAX, 10, "bars to look back"}},
    .outputs   = {"mom"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    .run       = run,
};
