#include "ta/kernel.h"

static size_t warmup(const double *param) { return 2 * ((size_t)param[0] - 1); }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    double sum = 0;
    if (i < warmup(param)) return;
    for (size_t k = i + 1 - period; k <= i; k++) {
        double total = 0;
        for (size_t j = k + 1 - period; j <= k; j++) total += in->close[j];
        double share = total != 0 ? in->close[k] / total : 0;
        sum -= share > 0 ? share * log(share) / log(param[1]) : 0;
    }
    out[0][i] = sum;
}
MEMORYLESS(step)

const struct indicator indicator_entropy = {
    .name      = "entropy",
    .title     = "Entropy",
    .group     = "Statistics",
    .about     = "Entropy of the shares of the closes in their sum over the window, in units of log(`base`).",
    .reference = "Shannon 1948; as pandas-ta, whose shares each have the sum of their own window",
    .params    = {{"period", 1, 1000, 10, "bars in the window"},
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
