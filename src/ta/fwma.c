#include "ta/kernel.h"

static double weight(const double *, size_t k)
{
    double root = sqrt(5), golden = (1 + root) / 2;
    return (pow(golden, (double)k + 1) - pow(-1 / golden, (double)k + 1)) / root;
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

const struct indicator indicator_fwma = {
    .name      = "fwma",
    .title     = "Fibonacci Weighted Moving Average",
    .group     = "Moving averages",
    .about     = "Mean under the numbers of Fibonacci, the largest on the newest bar.",
    .reference = "As in pandas-ta",
    .params    = {{"period", 1, 1000, 10, "bars in the window"}},
    .outputs   = {"fwma"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
