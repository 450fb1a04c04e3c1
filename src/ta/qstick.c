#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    double sum = 0;
    if (i + 1 < period) return;
    for (size_t k = i + 1 - period; k <= i; k++) sum += in->close[k] - in->open[k];
    out[0][i] = sum / param[0];
}
MEMORYLESS(step)

const struct indicator indicator_qstick = {
    .name      = "qstick",
    .title     = "QStick",
    .group     = "Momentum",
    .about     = "Mean of close less open over the window: above 0 where bars close higher than they open.",
    .reference = "Chande and Kroll, The New Technical Trader, 1994",
    .params    = {{"period", 1, PERIOD_MAX, 14, "bars in the window"}},
    .outputs   = {"qstick"},
    .uses      = USES_OPEN | USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
