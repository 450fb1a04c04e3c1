#include "ta/kernel.h"

static double middle_mean(const struct series_in *in, size_t i, size_t period)
{
    double sum = 0;
    for (size_t k = i + 1 - period; k <= i; k++) sum += (in->high[k] + in->low[k]) / 2;
    return sum / (double)period;
}

static size_t warmup(const double *param) { return (size_t)larger(param[0], param[1]) - 1; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i < warmup(param)) return;
    out[0][i] = middle_mean(in, i, (size_t)param[0]) - middle_mean(in, i, (size_t)param[1]);
}
MEMORYLESS(step)

const struct indicator indicator_ao = {
    .name      = "ao",
    .title     = "Awesome Oscillator",
    .group     = "Momentum",
    .about     = "Mean of the middle of the bar over 5 bars less that over 34.",
    .reference = "Williams, New Trading Dimensions, 1998",
    .params    = {{"fast", 1, PERIOD_MAX, 5, "bars of the fast mean"},
                  {"slow", 1, PERIOD_MAX, 34, "bars of the slow mean"}},
    .outputs   = {"ao"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
