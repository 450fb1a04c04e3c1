#include "ta/kernel.h"

static double triangle(const double *a, const double *b, size_t i)
{
    return a[i] - b[i] + 2 * (a[i - 1] - b[i - 1]) + 2 * (a[i - 2] - b[i - 2]) + (a[i - 3] - b[i - 3]);
}

static double vigor(const struct series_in *in, size_t i, size_t period)
{
    double body = 0, range = 0;
    for (size_t k = i + 1 - period; k <= i; k++) {
        body  += triangle(in->close, in->open, k);
        range += triangle(in->high, in->low, k);
    }
    return range != 0 ? body / range : 0;
}

static size_t warmup(const double *param) { return (size_t)param[0] + 5; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i < warmup(param)) return;
    size_t period = (size_t)param[0];
    out[0][i] = vigor(in, i, period);
    double sum = out[0][i] + vigor(in, i - 3, period) + 2 * (vigor(in, i - 1, period) + vigor(in, i - 2, period));
    out[1][i] = sum / 6;
}
MEMORYLESS(step)

const struct indicator indicator_rvgi = {
    .name      = "rvgi",
    .title     = "Relative Vigor Index",
    .group     = "Momentum",
    .about     = "Closes less opens over ranges, each under a triangle of four bars and added up over the "
                 "window; and its signal.",
    .reference = "Ehlers, Relative Vigor Index, Stocks & Commodities 20:1, 2002",
    .params    = {{"period", 1, 10000, 14, "bars in the window"}},
    .outputs   = {"rvgi", "signal"},
    .uses      = USES_OPEN | USES_HLC,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
