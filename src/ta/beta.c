#include "ta/kernel.h"

static double change(const double *x, size_t k) { return x[k - 1] != 0 ? (x[k] - x[k - 1]) / x[k - 1] : 0; }

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    if (i < period) return;
    double n = param[0], x = 0, y = 0, xx = 0, xy = 0;
    for (size_t k = i + 1 - period; k <= i; k++) {
        double high = change(in->high, k), low = change(in->low, k);
        x  += high;
        y  += low;
        xx += high * high;
        xy += high * low;
    }
    double spread = n * xx - x * x;
    out[0][i] = spread > 1e-14 ? (n * xy - x * y) / spread : 0;     /* TA-Lib calls less than 1e-14 nothing */
}
MEMORYLESS(step)

const struct indicator indicator_beta = {
    .name      = "beta",
    .title     = "Beta of High and Low",
    .group     = "Statistics",
    .about     = "Slope of the returns of the lows on those of the highs over the window; 0 where the highs do "
                 "not move.",
    .reference = "Sharpe 1964; TA-Lib takes any two series, here they are high (the market) and low",
    .params    = {{"period", 1, PERIOD_MAX, 5, "bars in the window"}},
    .outputs   = {"beta"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
