#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 2), b = candle_at(in, i - 1), c = candle_at(in, i);
    bool steps = white(a) && white(b) && white(c) && c.close > b.close && b.close > a.close && b.open > a.open
                 && b.open <= a.close + near_to(a) && c.open > b.open && c.open <= b.close + near_to(b);
    bool first = is_long(a) && a.upper < usual(a, shadow_short);
    bool block = (b.body < a.body - far_from(a) && c.body < b.body + near_to(b)) || c.body < b.body - far_from(b)
                 || (c.body < b.body && b.body < a.body
                     && (c.upper > usual(c, shadow_short) || b.upper > usual(b, shadow_short)))
                 || (c.body < b.body && c.upper > usual(c, shadow_long));
    return steps && first && block ? -100 : 0;
}

static size_t warmup(const double *) { return 12; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 12) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdladvanceblock = {
    .name      = "cdladvanceblock",
    .title     = "Advance Block",
    .group     = "Candlestick patterns",
    .about     = "Three white bars whose advance is blocked by shrinking bodies or long upper shadows: "
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
