#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 3), b = candle_at(in, i - 2),
                  c = candle_at(in, i - 1), d = candle_at(in, i);
    bool colors = black(a) && black(b) && black(c) && black(d) && bare(a) && bare(b) && gap_down(c, b);
    bool shadow = c.upper > usual(c, shadow_very_short) && c.high > b.close;
    return colors && shadow && d.high > c.high && d.low < c.low ? 100 : 0;
}

static size_t warmup(const double *) { return 13; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 13) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdlconcealbabyswall = {
    .name      = "cdlconcealbabyswall",
    .title     = "Concealing Baby Swallow",
    .group     = "Candlestick patterns",
    .about     = "Four black bars: two without shadows, one gapping down with an upper shadow, one that "
                 "engulfs it.",
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
