#include "ta/kernel.h"

static double middle_mean(const struct series_in *in, size_t i, size_t period)
{
    double sum = 0;
    for (size_t k = i + 1 - period; k <= i; k++) sum += (in->high[k] + in->low[k]) / 2;
    return sum / (double)period;
}

static double awesome(const struct series_in *in, size_t i, const double *param)
{
    return middle_mean(in, i, (size_t)param[0]) - middle_mean(in, i, (size_t)param[1]);
}

static size_t warmup(const double *param) { return (size_t)larger(param[0], param[1]) - 1 + (size_t)param[2] - 1; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i < warmup(param)) return;
    double sum = 0;
    for (size_t k = i + 1 - (size_t)param[2]; k <= i; k++) sum += awesome(in, k, param);
    out[0][i] = awesome(in, i, param) - sum / param[2];
}
MEMORYLESS(step)

const struct indicator indicator_ac = {
    .name      = "ac",
    .title     = "Accelerator Oscillator",
    .group     = "Momentum",
    .about     = "The Awesome Oscillator less its own mean over `signal` bars.",
    .reference = "Williams, New Trading Dimensions, 1998",
    .params    = {{"fast", 1, 1000, 5, "bars of the fast mean"},
                  {"slow", 1, 1000, 34, "bars of the slow mean"},
                  {"signal", 1, 1000, 5, "bars of the mean of the oscillator"}},
    .outputs   = {"ac"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
