#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 2), b = candle_at(in, i - 1), c = candle_at(in, i);
    double s = b.color;
    bool found = a.color == -s && s * b.close > s * a.open && s * b.open < s * a.close && s * c.close > s * b.close;
    return found ? 100 * s : 0;
}

static size_t warmup(const double *) { return 3; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 3) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdl3outside = {
    .name      = "cdl3outside",
    .title     = "Three Outside Up/Down",
    .group     = "Candlestick patterns",
    .about     = "A body that engulfs the one before, and a third bar that closes further on.",
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
