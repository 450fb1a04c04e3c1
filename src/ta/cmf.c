#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    double flow = 0, volume = 0;
    if (i + 1 < period) return;
    for (size_t k = i + 1 - period; k <= i; k++) {
        flow   += money_flow(in, k);
        volume += in->volume[k];
    }
    out[0][i] = volume > 0 ? flow / volume : 0;
}
MEMORYLESS(step)

const struct indicator indicator_cmf = {
    .name      = "cmf",
    .title     = "Chaikin Money Flow",
    .group     = "Volume",
    .about     = "Volume weighed by where the close stands in its bar, over all volume of the window, -1 to 1.",
    .reference = "Chaikin, Chaikin Money Flow, 1982",
    .params    = {{"period", 1, PERIOD_MAX, 20, "bars in the window"}},
    .outputs   = {"cmf"},
    .uses      = USES_HLC | USES_VOLUME,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
