#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 2), b = candle_at(in, i - 1), c = candle_at(in, i);
    bool first  = black(a) && is_long(a) && a.lower > usual(a, shadow_long);
    bool second = black(b) && b.body < a.body && b.open > a.close && b.open <= a.high && b.low < a.close
                  && b.low >= a.low && b.lower > usual(b, shadow_very_short);
    bool third  = black(c) && is_small(c) && bare(c) && c.low > b.low && c.high < b.high;
    return first && second && third ? 100 : 0;
}

static size_t warmup(const double *) { return 12; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 12) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdl3starsinsouth = {
    .name      = "cdl3starsinsouth",
    .title     = "Three Stars In The South",
    .group     = "Candlestick patterns",
    .about     = "Three black bars that shrink within the range of the first: the fall tires.",
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
