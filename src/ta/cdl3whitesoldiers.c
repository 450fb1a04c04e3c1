#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 2), b = candle_at(in, i - 1), c = candle_at(in, i);
    bool white_bars = white(a) && bare_above(a) && white(b) && bare_above(b) && white(c) && bare_above(c);
    bool steps = c.close > b.close && b.close > a.close && b.open > a.open && b.open <= a.close + near_to(a)
                 && c.open > b.open && c.open <= b.close + near_to(b);
    bool sizes = b.body > a.body - far_from(a) && c.body > b.body - far_from(b) && c.body > usual(c, body_short);
    return white_bars && steps && sizes ? 100 : 0;
}

static size_t warmup(const double *) { return 12; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 12) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdl3whitesoldiers = {
    .name      = "cdl3whitesoldiers",
    .title     = "Three Advancing White Soldiers",
    .group     = "Candlestick patterns",
    .about     = "Three white bars without upper shadows, each opening near the body before and closing "
                 "higher: bullish.",
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
