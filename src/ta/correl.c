#include "ta/kernel.h"

static double mean_of(const double *x, size_t i, size_t period)
{
    double sum = 0;
    for (size_t k = i + 1 - period; k <= i; k++) sum += x[k];
    return sum / (double)period;
}

/* Whether anything moved: a mean of equal values is not always that value. */
static bool moves(const double *x, size_t i, size_t period)
{
    for (size_t k = i + 1 - period; k < i; k++)
        if (x[k] != x[i]) return true;
    return false;
}

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    if (i + 1 < period) return;
    double x = mean_of(in->high, i, period), y = mean_of(in->low, i, period), xx = 0, yy = 0, xy = 0;
    for (size_t k = i + 1 - period; k <= i; k++) {
        xx += (in->high[k] - x) * (in->high[k] - x);
        yy += (in->low[k] - y) * (in->low[k] - y);
        xy += (in->high[k] - x) * (in->low[k] - y);
    }
    out[0][i] = moves(in->high, i, period) && moves(in->low, i, period) ? xy / sqrt(xx * yy) : 0;
}
MEMORYLESS(step)

const struct indicator indicator_correl = {
    .name      = "correl",
    .title     = "Correlation of High and Low",
    .group     = "Statistics",
    .about     = "Coefficient of correlation of highs and lows over the window, -1 to 1; 0 where one of them "
                 "does not move.",
    .reference = "Pearson 1896; TA-Lib takes any two series, here they are high and low",
    .params    = {{"period", 1, PERIOD_MAX, 30, "bars in the window"}},
    .outputs   = {"correl"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
