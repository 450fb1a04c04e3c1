#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct peak top, bottom;
    peak_open(&top, in->high, (size_t)param[0] + 1, 1);
    peak_open(&bottom, in->low, (size_t)param[0] + 1, -1);
    for (size_t i = warmup(param); i < in->count; i++) {
        double high = (double)peak_at(&top, i), low = (double)peak_at(&bottom, i);
        out[0][i] = 100 * (high - low) / param[0];
    }
}

const struct indicator indicator_aroonosc = {
    .name      = "aroonosc",
    .title     = "Aroon Oscillator",
    .group     = "Trend",
    .about     = "Aroon up less Aroon down, -100 to 100: which extreme of the window is the fresher one.",
    .reference = "Chande, A Time Price Oscillator, Stocks & Commodities 13:9, 1995",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars to look back"}},
    .outputs   = {"aroonosc"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
};
