#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    double n = param[0], mean = 0, m2 = 0, m3 = 0;
    if (i + 1 < period) return;
    for (size_t k = i + 1 - period; k <= i; k++) mean += in->close[k];
    mean /= n;
    for (size_t k = i + 1 - period; k <= i; k++) {
        double far = in->close[k] - mean;
        m2 += far * far;
        m3 += far * far * far;
    }
    bool moves = m2 > 1e-20 * mean * mean;
    out[0][i] = moves ? sqrt(n * (n - 1)) / (n - 2) * (m3 / n) / (m2 / n * sqrt(m2 / n)) : 0;
}
MEMORYLESS(step)

const struct indicator indicator_skew = {
    .name      = "skew",
    .title     = "Skewness",
    .group     = "Statistics",
    .about     = "Unbiased skewness of the closes of the window, as Pandas; 0 where nothing moves.",
    .reference = "Joanes and Gill, Comparing measures of sample skewness and kurtosis, 1998",
    .params    = {{"period", 3, PERIOD_MAX, 30, "bars in the window"}},
    .outputs   = {"skew"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
