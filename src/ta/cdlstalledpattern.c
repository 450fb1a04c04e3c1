#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 2), b = candle_at(in, i - 1), c = candle_at(in, i);
    bool rise = white(a) && white(b) && white(c) && c.close > b.close && b.close > a.close && is_long(a) && is_long(b);
    bool second = bare_above(b) && b.open > a.open && b.open <= a.close + near_to(a);
    return rise && second && is_small(c) && c.open >= b.close - c.body - near_to(b) ? -100 : 0;
}

static size_t warmup(const double *) { return 12; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 12) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdlstalledpattern = {
    .name      = "cdlstalledpattern",
    .title     = "Stalled Pattern",
    .group     = "Candlestick patterns",
    .about     = "Two long white bars and a small one on the shoulder of the second: the rise stalls.",
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
