#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    double up = 0, down = 0, above = 0, below = 0;
    if (i < period) return;
    for (size_t k = i + 1 - period; k <= i; k++) {
        up    += in->high[k] - in->open[k];
        down  += in->open[k] - in->low[k];
        above += rise_of(in->high[k] - in->close[k - 1]);
        below += rise_of(in->close[k - 1] - in->low[k]);
    }
    out[0][i] = percent(up, down);
    out[1][i] = percent(above, below);
}
MEMORYLESS(step)

const struct indicator indicator_brar = {
    .name      = "brar",
    .title     = "BRAR",
    .group     = "Momentum",
    .about     = "Buyers over sellers in percent: within the bars from their open (ar), and from the close "
                 "before (br).",
    .reference = "As pandas-ta",
    .params    = {{"period", 1, PERIOD_MAX, 26, "bars in the window"}},
    .outputs   = {"ar", "br"},
    .uses      = USES_OPEN | USES_HLC,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
