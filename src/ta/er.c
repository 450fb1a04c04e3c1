#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    double up = 0, down = 0;
    if (i < period) return;
    for (size_t k = i + 1 - period; k <= i; k++) {
        up   += rise_of(in->close[k] - in->close[k - 1]);
        down += rise_of(in->close[k - 1] - in->close[k]);
    }
    out[0][i] = up + down > 0 ? fabs(in->close[i] - in->close[i - period]) / (up + down) : 0;
}
MEMORYLESS(step)

const struct indicator indicator_er = {
    .name      = "er",
    .title     = "Efficiency Ratio",
    .group     = "Trend",
    .about     = "Way made over way gone in the window, 0 to 1.",
    .reference = "Kaufman, Smarter Trading, 1995",
    .params    = {{"period", 1, PERIOD_MAX, 10, "bars in the window"}},
    .outputs   = {"er"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
