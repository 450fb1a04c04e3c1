#include "ta/kernel.h"

static double change(const double *x, size_t k) { return x[k - 1] != 0 ? x[k] / x[k - 1] - 1 : 0; }

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    double mean = 0, sum = 0;
    if (i < period) return;
    for (size_t k = i + 1 - period; k <= i; k++) mean += change(in->close, k) / param[0];
    for (size_t k = i + 1 - period; k <= i; k++) {
        double far = change(in->close, k) - mean;
        sum += far * far;
    }
    out[0][i] = sqrt(sum / param[0] * param[1]);
}
MEMORYLESS(step)

const struct indicator indicator_volatility = {
    .name      = "volatility",
    .title     = "Annualised Historical Volatility",
    .group     = "Volatility",
    .about     = "Deviation of the returns of the window from their mean, a year.",
    .reference = "Hull, Options, Futures and Other Derivatives, 2018; population deviation and simple returns, "
                 "as Tulip",
    .params    = {{"period", 1, PERIOD_MAX, 10, "bars in the window"},
                  {"sessions", 1, 366, 252, "bars in a year"}},
    .outputs   = {"volatility"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
