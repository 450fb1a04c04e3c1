#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    double mean = 0, xy = 0, yy = 0, xx = param[0] * (param[0] * param[0] - 1) / 12;
    if (i + 1 < period) return;
    for (size_t k = 0; k < period; k++) mean += in->close[i - k] / param[0];
    for (size_t k = 0; k < period; k++) {
        double far = in->close[i - k] - mean;
        xy += far * ((param[0] - 1) / 2 - (double)k);
        yy += far * far;
    }
    out[0][i] = yy > 1e-24 * mean * mean ? xy / sqrt(xx * yy) : 0;     /* less is the rounding of a still price */
}
MEMORYLESS(step)

const struct indicator indicator_cti = {
    .name      = "cti",
    .title     = "Correlation Trend Indicator",
    .group     = "Trend",
    .about     = "Correlation of the closes with a straight line, -1 to 1.",
    .reference = "Ehlers, Correlation as a Trend Indicator, Stocks & Commodities 38:5, 2020",
    .params    = {{"period", 2, PERIOD_MAX, 12, "bars in the window"}},
    .outputs   = {"cti"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
