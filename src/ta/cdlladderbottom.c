#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 4), b = candle_at(in, i - 3),
                  c = candle_at(in, i - 2), d = candle_at(in, i - 1), e = candle_at(in, i);
    bool fall = black(a) && black(b) && black(c) && a.open > b.open && b.open > c.open && a.close > b.close
                && b.close > c.close && black(d) && d.upper > usual(d, shadow_very_short);
    return fall && white(e) && e.open > d.open && e.close > d.high ? 100 : 0;
}

static size_t warmup(const double *) { return 14; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 14) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdlladderbottom = {
    .name      = "cdlladderbottom",
    .title     = "Ladder Bottom",
    .group     = "Candlestick patterns",
    .about     = "Four falling black bars, the last with an upper shadow, and a white bar that closes above "
                 "it: bullish.",
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
