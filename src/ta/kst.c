#include "ta/kernel.h"

static double rate_mean(const double *x, size_t i, size_t back, size_t period)
{
    double sum = 0;
    for (size_t k = 0; k < period; k++) sum += percent(x[i - k] - x[i - k - back], x[i - k - back]);
    return sum / (double)period;
}

static double sure(const double *x, size_t i)
{
    return rate_mean(x, i, 10, 10) + 2 * rate_mean(x, i, 15, 10) + 3 * rate_mean(x, i, 20, 10)
           + 4 * rate_mean(x, i, 30, 15);
}

static size_t warmup(const double *param) { return 44 + (size_t)param[0] - 1; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i < warmup(param)) return;
    double sum = 0;
    for (size_t k = 0; k < (size_t)param[0]; k++) sum += sure(in->close, i - k);
    out[0][i] = sure(in->close, i);
    out[1][i] = sum / param[0];
}
MEMORYLESS(step)

const struct indicator indicator_kst = {
    .name      = "kst",
    .title     = "Know Sure Thing",
    .group     = "Momentum",
    .about     = "Sum of four smoothed rates of change, weighed 1 to 4, and its mean as signal.",
    .reference = "Pring, The KST System, Stocks & Commodities 10:9, 1992",
    .params    = {{"signal", 1, 1000, 9, "bars of the signal"}},
    .outputs   = {"kst", "signal"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
