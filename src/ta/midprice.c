#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct peak top, bottom;
    peak_open(&top, in->high, (size_t)param[0], 1);
    peak_open(&bottom, in->low, (size_t)param[0], -1);
    for (size_t i = warmup(param); i < in->count; i++)
        out[0][i] = (in->high[peak_at(&top, i)] + in->low[peak_at(&bottom, i)]) / 2;
}

const struct indicator indicator_midprice = {
    .name      = "midprice",
    .title     = "Midpoint Price",
    .group     = "Moving averages",
    .about     = "Middle between the highest high and the lowest low of the last `period` bars.",
    .reference = "TA-Lib, MIDPRICE",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars in the window"}},
    .outputs   = {"midprice"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
};
