#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    double mean = 0, sum = 0;
    if (i + 1 < period) return;
    for (size_t k = i + 1 - period; k <= i; k++) mean += in->close[k];
    mean /= param[0];
    for (size_t k = i + 1 - period; k <= i; k++) sum += (in->close[k] - mean) * (in->close[k] - mean);
    double deviation = sqrt(sum / (param[0] - param[1]));
    out[0][i] = deviation > 1e-12 * fabs(mean) ? (in->close[i] - mean) / deviation : 0;
}
MEMORYLESS(step)

const struct indicator indicator_zscore = {
    .name      = "zscore",
    .title     = "Z-Score",
    .group     = "Statistics",
    .about     = "Distance of the close from its mean in deviations; 0 where nothing moves. `sample` 1 divides "
                 "by one less than the number, as pandas-ta.",
    .reference = "Skender: population deviation",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars in the window"},
                  {"sample", 0, 1, 0, "1: deviation of a sample"}},
    .outputs   = {"zscore"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
