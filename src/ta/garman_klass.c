#include "ta/kernel.h"

static double logs(double a, double b) { return a > 0 && b > 0 ? log(a / b) : 0; }

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    double sum = 0;
    if (i + 1 < period) return;
    for (size_t k = i + 1 - period; k <= i; k++) {
        double range = logs(in->high[k], in->low[k]), body = logs(in->close[k], in->open[k]);
        sum += range * range / 2 - (2 * log(2) - 1) * body * body;
    }
    out[0][i] = sqrt(larger(sum, 0) / param[0] * param[1]);
}
MEMORYLESS(step)

const struct indicator indicator_garman_klass = {
    .name      = "garman_klass",
    .title     = "Garman-Klass Volatility",
    .group     = "Volatility",
    .about     = "Deviation of returns from open, high, low and close, a year.",
    .reference = "Garman and Klass, Journal of Business 53:1, 1980",
    .params    = {{"period", 1, PERIOD_MAX, 14, "bars in the window"},
                  {"sessions", 1, 366, 252, "bars in a year"}},
    .outputs   = {"garman_klass"},
    .uses      = USES_OPEN | USES_HLC,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
