#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    double sum = 0, high = 0;
    if (i + 1 < period) return;
    for (size_t k = i + 1 - period; k <= i; k++) {
        high = larger(high, in->close[k]);
        double down = percent(in->close[k] - high, high);
        sum += down * down;
    }
    out[0][i] = sqrt(sum / param[0]);
}
MEMORYLESS(step)

const struct indicator indicator_ulcer = {
    .name      = "ulcer",
    .title     = "Ulcer Index",
    .group     = "Volatility",
    .about     = "Root of the mean squared drawdown from the highest close of the window so far, in percent.",
    .reference = "Martin and McCann, The Investor's Guide to Fidelity Funds, 1989; as Skender",
    .params    = {{"period", 1, 10000, 14, "bars in the window"}},
    .outputs   = {"ulcer"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
