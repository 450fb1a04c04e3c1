#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 1), b = candle_at(in, i);
    bool found = black(a) && is_long(a) && white(b) && is_long(b) && b.open < a.low && b.close < a.open
                 && b.close > a.close + a.body * 0.5;
    return found ? 100 : 0;
}

static size_t warmup(const double *) { return 11; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 11) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdlpiercing = {
    .name      = "cdlpiercing",
    .title     = "Piercing Pattern",
    .group     = "Candlestick patterns",
    .about     = "A long white bar that opens below a long black one and closes above the middle of its body: "
                 "bullish.",
    .reference = "Nison, Japanese Candlestick Charting Techniques, 1991; Morris, Candlestick Charting "
                 "Explained, 2006; as in TA-Lib",
    .outputs   = {"pattern"},
    .uses      = USES_OPEN | USES_HLC,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
