#include "ta/kernel.h"

static double weight(const double *param, size_t k)
{
    return smaller((double)k + 1, param[0] - (double)k);
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

const struct indicator indicator_swma = {
    .name      = "swma",
    .title     = "Symmetric Weighted Moving Average",
    .group     = "Moving averages",
    .about     = "Mean under a triangle with its top in the middle of the window.",
    .reference = "As in pandas-ta; TRIMA of the same length",
    .params    = {{"period", 1, 10000, 10, "bars in the window"}},
    .outputs   = {"swma"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
