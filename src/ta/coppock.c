#include "ta/kernel.h"

static double rate(const double *x, size_t i, size_t back) { return percent(x[i] - x[i - back], x[i - back]); }

static size_t warmup(const double *param) { return (size_t)larger(param[0], param[1]) + (size_t)param[2] - 1; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i < warmup(param)) return;
    double sum = 0, n = param[2];
    for (size_t k = 0; k < (size_t)n; k++)
        sum += (n - (double)k) * (rate(in->close, i - k, (size_t)param[0]) + rate(in->close, i - k, (size_t)param[1]));
    out[0][i] = sum / (n * (n + 1) / 2);
}
MEMORYLESS(step)

const struct indicator indicator_coppock = {
    .name      = "coppock",
    .title     = "Coppock Curve",
    .group     = "Momentum",
    .about     = "Weighted mean of the sum of two rates of change: turning up from below 0 it calls the end of "
                 "a bear market.",
    .reference = "Coppock, A Practical Guide to Relative Strength, Barron, 1962",
    .params    = {{"fast", 1, 1000, 11, "bars of the short rate"},
                  {"slow", 1, 1000, 14, "bars of the long rate"},
                  {"period", 1, 1000, 10, "bars of the weighted mean"}},
    .outputs   = {"coppock"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
