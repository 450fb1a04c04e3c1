#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 4), b = candle_at(in, i - 3),
                  c = candle_at(in, i - 2), d = candle_at(in, i - 1), e = candle_at(in, i);
    double s = a.color;
    bool colors = is_long(a) && b.color == s && d.color == s && e.color == -s
                  && (white(a) ? gap_up(b, a) : gap_down(b, a));
    bool march  = s * c.high > s * b.high && s * c.low > s * b.low && s * d.high > s * c.high && s * d.low > s * c.low;
    return colors && march && s * e.close < s * b.open && s * e.close > s * a.close ? 100 * e.color : 0;
}

static size_t warmup(const double *) { return 14; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 14) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdlbreakaway = {
    .name      = "cdlbreakaway",
    .title     = "Breakaway",
    .group     = "Candlestick patterns",
    .about     = "A gap in the direction of the trend, three bars that go on, and a fifth that closes inside "
                 "the gap.",
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
