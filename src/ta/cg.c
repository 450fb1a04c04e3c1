#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    double sum = 0, ramp = 0;
    if (i + 1 < period) return;
    for (size_t k = 0; k < period; k++) {
        sum  += in->close[i - k];
        ramp += (double)(k + 1) * in->close[i - k];
    }
    out[0][i] = sum != 0 ? -ramp / sum : 0;
}
MEMORYLESS(step)

const struct indicator indicator_cg = {
    .name      = "cg",
    .title     = "Center of Gravity",
    .group     = "Momentum",
    .about     = "Where in the window the closes have their weight, counted from the newest bar, with the sign "
                 "turned.",
    .reference = "Ehlers, The Center of Gravity Oscillator, Stocks & Commodities 20:5, 2002",
    .params    = {{"period", 1, PERIOD_MAX, 10, "bars in the window"}},
    .outputs   = {"cg"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
