#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    double total = 0, sum = 0;
    if (i + 1 < period) return;
    for (size_t k = i + 1 - period; k <= i; k++) total += in->close[k];
    for (size_t k = i + 1 - period; k <= i; k++) {
        double share = total != 0 ? in->close[k] / total : 0;
        sum -= share > 0 ? share * log(share) : 0;
    }
    out[0][i] = sum / log(param[1]);
}
MEMORYLESS(step)

const struct indicator indicator_entropy = {
    .name      = "entropy",
    .title     = "Entropy",
    .group     = "Statistics",
    .about     = "Entropy of the shares of the closes in their sum over the window, in units of log(`base`).",
    .reference = "Shannon, A Mathematical Theory of Communication, 1948",
    .params    = {{"period", 1, PERIOD_MAX, 10, "bars in the window"},
                  {"base", 1.5, 1000, 2, "base of the logarithm"}},
    .fractional = 1 << 1,
    .outputs   = {"entropy"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
