#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0], risen = 0;
    if (i < period) return;
    for (size_t k = i + 1 - period; k <= i; k++) risen += in->close[k] > in->close[k - 1];
    out[0][i] = 100 * (double)risen / param[0];
}
MEMORYLESS(step)

const struct indicator indicator_psl = {
    .name      = "psl",
    .title     = "Psychological Line",
    .group     = "Momentum",
    .about     = "Share of the bars of the window that closed higher, in percent.",
    .reference = "As in pandas-ta",
    .params    = {{"period", 1, PERIOD_MAX, 12, "bars in the window"}},
    .outputs   = {"psl"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
