#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 2), b = candle_at(in, i - 1), c = candle_at(in, i);
    bool bars = a.color == b.color && c.color == -b.color && (white(a) ? gap_up(b, a) : gap_down(b, a));
    return bars && inside(c.open, b) && inside(c.close, a) ? 100 * a.color : 0;
}

static size_t warmup(const double *) { return 2; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 2) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdlxsidegap3methods = {
    .name      = "cdlxsidegap3methods",
    .title     = "Upside/Downside Gap Three Methods",
    .group     = "Candlestick patterns",
    .about     = "Two bars of one colour with a gap between them, and a third that fills it: the trend goes "
                 "on.",
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
