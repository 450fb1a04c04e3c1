#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 2), b = candle_at(in, i - 1), c = candle_at(in, i);
    bool harami = is_long(a) && black(a) && black(b) && b.close > a.close && b.open <= a.open && b.low < a.low;
    return harami && is_small(c) && white(c) && c.open > b.low ? 100 : 0;
}

static size_t warmup(const double *) { return 12; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 12) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdlunique3river = {
    .name      = "cdlunique3river",
    .title     = "Unique 3 River",
    .group     = "Candlestick patterns",
    .about     = "A long black bar, a black one inside it with a lower low, and a small white one above that "
                 "low: bullish.",
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
