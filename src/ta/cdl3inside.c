#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 2), b = candle_at(in, i - 1), c = candle_at(in, i);
    bool harami = is_long(a) && is_short(b) && b.top < a.top && b.bottom > a.bottom;
    bool turn   = c.color == -a.color && (white(a) ? c.close < a.open : c.close > a.open);
    return harami && turn ? -100 * a.color : 0;
}

static size_t warmup(const double *) { return 12; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 12) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdl3inside = {
    .name      = "cdl3inside",
    .title     = "Three Inside Up/Down",
    .group     = "Candlestick patterns",
    .about     = "A short body inside a long one and a third bar that closes beyond the opening of the first.",
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
