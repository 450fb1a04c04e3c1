#include "ta/kernel.h"

static double weight(const double *param, size_t k)
{
    return sin((double)(k + 1) * 3.14159265358979323846 / (param[0] + 1));
}

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    double sum = 0, total = 0;
    if (i + 1 < period) return;
    for (size_t k = 0; k < period; k++) {                     /* 0 is the oldest */
        double w = weight(param, k);
        sum   += w * in->close[i + 1 - period + k];
        total += w;
    }
    out[0][i] = sum / total;
}
MEMORYLESS(step)

const struct indicator indicator_sinwma = {
    .name      = "sinwma",
    .title     = "Sine Weighted Moving Average",
    .group     = "Moving averages",
    .about     = "Mean under half a sine wave.",
    .reference = "Everget, Sine Weighted Moving Average, 2018",
    .params    = {{"period", 1, 1000, 14, "bars in the window"}},
    .outputs   = {"sinwma"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
