#include "ta/kernel.h"

static double mean_of(const double *x, size_t i, size_t period)
{
    double sum = 0;
    for (size_t k = i + 1 - period; k <= i; k++) sum += x[k];
    return sum / (double)period;
}

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    if (i + 1 < period) return;
    double mean = mean_of(in->close, i, period), sum = 0;
    for (size_t k = i + 1 - period; k <= i; k++) sum += fabs(in->close[k] - mean);
    out[0][i] = sum / (double)period;
}
MEMORYLESS(step)

const struct indicator indicator_avgdev = {
    .name      = "avgdev",
    .title     = "Average Deviation",
    .group     = "Statistics",
    .about     = "Mean distance of the closes of the window from their mean.",
    .reference = "Mean absolute deviation about the mean; as in TA-Lib, and the md of Tulip",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars in the window"}},
    .outputs   = {"avgdev"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
