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
    out[0][i] = percent(up - down, up + down);
}
MEMORYLESS(step)

const struct indicator indicator_cmou = {
    .name      = "cmou",
    .title     = "Chande Momentum Oscillator, Unsmoothed",
    .group     = "Momentum",
    .about     = "Rises less falls over both, of the window, -100 to 100. Plain sums, as Chande has it; cmo "
                 "smooths them.",
    .reference = "Chande and Kroll, The New Technical Trader, 1994; as Tulip, TradingView and TA-Lib 0.8",
    .params    = {{"period", 1, PERIOD_MAX, 14, "bars in the window"}},
    .outputs   = {"cmou"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
