#include "ta/kernel.h"

static double logs(double a, double b) { return a > 0 && b > 0 ? log(a / b) : 0; }

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    double sum = 0;
    if (i + 1 < period) return;
    for (size_t k = i + 1 - period; k <= i; k++) {
        double high = logs(in->high[k], in->open[k]), low = logs(in->low[k], in->open[k]);
        double body = logs(in->close[k], in->open[k]);
        sum += high * (high - body) + low * (low - body);
    }
    out[0][i] = sqrt(larger(sum, 0) / param[0] * param[1]);
}
MEMORYLESS(step)

const struct indicator indicator_rogerssatchell = {
    .name      = "rogerssatchell",
    .title     = "Rogers-Satchell Volatility",
    .group     = "Volatility",
    .about     = "Deviation of returns from open, high, low and close, whatever the drift, a year.",
    .reference = "Rogers and Satchell, Annals of Applied Probability 1:4, 1991",
    .params    = {{"period", 1, PERIOD_MAX, 14, "bars in the window"},
                  {"sessions", 1, 366, 252, "bars in a year"}},
    .outputs   = {"rogerssatchell"},
    .uses      = USES_OPEN | USES_HLC,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
