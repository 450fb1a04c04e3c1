#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 1), b = candle_at(in, i);
    bool bars = a.color == -b.color && is_long(a) && bare(a) && is_long(b) && bare(b);
    return bars && (black(a) ? leap_up(b, a) : leap_down(b, a)) ? 100 * (b.body > a.body ? b.color : a.color) : 0;
}

static size_t warmup(const double *) { return 11; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 11) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdlkickingbylength = {
    .name      = "cdlkickingbylength",
    .title     = "Kicking - bull/bear determined by the longer marubozu",
    .group     = "Candlestick patterns",
    .about     = "Two long bars without shadows and of opposite colour, a gap between them; the longer tells "
                 "the direction.",
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
