#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

/* The window is this bar and `period` before it; of equal extremes the latest counts, as in TA-Lib. */
static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct peak top, bottom;
    peak_open(&top, in->high, (size_t)param[0] + 1, 1);
    peak_open(&bottom, in->low, (size_t)param[0] + 1, -1);
    for (size_t i = warmup(param); i < in->count; i++) {
        out[0][i] = 100 * (param[0] - (double)(i - peak_at(&bottom, i))) / param[0];
        out[1][i] = 100 * (param[0] - (double)(i - peak_at(&top, i))) / param[0];
    }
}

const struct indicator indicator_aroon = {
    .name      = "aroon",
    .title     = "Aroon",
    .group     = "Trend",
    .about     = "How fresh the lowest low and the highest high of the window are: 100 is this bar, 0 is `period` "
                 "bars ago.",
    .reference = "Chande, A Time Price Oscillator, Stocks & Commodities 13:9, 1995",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars to look back"}},
    .outputs   = {"aroondown", "aroonup"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
};
