#include "ta/kernel.h"

static const double PI = 3.14159265358979323846;

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    double re = 0, im = 0;
    if (i < period) return;
    for (size_t k = 0; k < period; k++) {
        re += cos(2 * PI * (double)k / param[0]) * in->close[i - k];
        im += sin(2 * PI * (double)k / param[0]) * in->close[i - k];
    }
    double phase = fabs(re) > 0.001 ? atan(im / re) : PI * (im < 0 ? -1 : 1);
    phase += (re < 0 ? PI : 0) + PI / 2;
    out[0][i] = sin(phase);
    out[1][i] = sin(phase + PI / 4);
}
MEMORYLESS(step)

const struct indicator indicator_msw = {
    .name      = "msw",
    .title     = "MESA Sine Wave",
    .group     = "Cycles",
    .about     = "Sine of the phase of a cycle of `period` bars, and the same 45 degrees ahead.",
    .reference = "Ehlers, MESA and Trading Market Cycles, 1992; Tulip, with more digits of pi",
    .params    = {{"period", 2, 10000, 5, "bars in the window"}},
    .outputs   = {"sine", "lead"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_OTHERWISE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
