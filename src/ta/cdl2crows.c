#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 2), b = candle_at(in, i - 1), c = candle_at(in, i);
    bool found = white(a) && is_long(a) && black(b) && gap_up(b, a) && black(c) && c.open < b.open && c.open > b.close
                 && c.close > a.open && c.close < a.close;
    return found ? -100 : 0;
}

static size_t warmup(const double *) { return 12; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 12) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdl2crows = {
    .name      = "cdl2crows",
    .title     = "Two Crows",
    .group     = "Candlestick patterns",
    .about     = "A long white bar, a black one gapping up and a black one that closes inside the first: "
                 "bearish.",
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
