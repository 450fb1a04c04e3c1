#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 4), b = candle_at(in, i - 3),
                  c = candle_at(in, i - 2), d = candle_at(in, i - 1), e = candle_at(in, i);
    double s = a.color;
    bool sizes  = is_long(a) && is_small(b) && is_small(c) && is_small(d) && is_long(e);
    bool colors = b.color == -s && c.color == -s && d.color == -s && e.color == s;
    bool within = b.bottom < a.high && b.top > a.low && c.bottom < a.high && c.top > a.low && d.bottom < a.high
                  && d.top > a.low;
    bool march  = s * c.close < s * b.close && s * d.close < s * c.close && s * e.open > s * d.close
                  && s * e.close > s * a.close;
    return sizes && colors && within && march ? 100 * s : 0;
}

static size_t warmup(const double *) { return 14; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 14) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdlrisefall3methods = {
    .name      = "cdlrisefall3methods",
    .title     = "Rising/Falling Three Methods",
    .group     = "Candlestick patterns",
    .about     = "A long bar, three small ones against it within its range, and a long one that carries on.",
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
