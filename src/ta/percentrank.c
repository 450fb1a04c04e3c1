#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0], below = 0;
    if (i < period) return;
    for (size_t k = i - period; k < i; k++) below += in->close[k] < in->close[i];
    out[0][i] = 100 * (double)below / param[0];
}
MEMORYLESS(step)

const struct indicator indicator_percentrank = {
    .name      = "percentrank",
    .title     = "Percent Rank",
    .group     = "Statistics",
    .about     = "Share of the `period` closes before that are below this one, in percent.",
    .reference = "As Connors RSI and Skender count",
    .params    = {{"period", 1, PERIOD_MAX, 100, "bars in the window"}},
    .outputs   = {"percentrank"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
