#include "ta/candle.h"

static double rule(const struct series_in *in, const double *param, size_t i)
{
    struct candle a = candle_at(in, i - 1), b = candle_at(in, i);
    bool found = white(a) && is_long(a) && black(b) && b.open > a.high && b.close > a.open
                 && b.close < a.close - a.body * param[0];
    return found ? -100 : 0;
}

static size_t warmup(const double *) { return 11; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 11) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdldarkcloudcover = {
    .name      = "cdldarkcloudcover",
    .title     = "Dark Cloud Cover",
    .group     = "Candlestick patterns",
    .about     = "A black bar that opens above a long white one and closes well within its body: bearish.",
    .reference = "Nison, Japanese Candlestick Charting Techniques, 1991; Morris, Candlestick Charting "
                 "Explained, 2006; as in TA-Lib",
    .params    = {{"penetration", 0, 10, 0.5, "share of the first body that must be penetrated"}},
    .fractional = 1 << 0,
    .outputs   = {"pattern"},
    .uses      = USES_OPEN | USES_HLC,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
