#include "ta/kernel.h"

/* Over the largest one, so that nothing overflows. */
static double weight(const double *param, size_t k)
{
    double n = param[0] - 1, middle = floor(n / 2);
    return exp(lgamma(middle + 1) + lgamma(n - middle + 1) - lgamma((double)k + 1) - lgamma(n - (double)k + 1));
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

const struct indicator indicator_pwma = {
    .name      = "pwma",
    .title     = "Pascal Weighted Moving Average",
    .group     = "Moving averages",
    .about     = "Mean under the row of Pascal's triangle as long as the window.",
    .reference = "Binomial filter; as in pandas-ta",
    .params    = {{"period", 1, 1000, 10, "bars in the window"}},
    .outputs   = {"pwma"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
