#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 2), b = candle_at(in, i - 1), c = candle_at(in, i);
    return black(a) && white(b) && black(c) && b.low > a.close && alike(c.close, a.close, a) ? 100 : 0;
}

static size_t warmup(const double *) { return 7; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 7) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdlsticksandwich = {
    .name      = "cdlsticksandwich",
    .title     = "Stick Sandwich",
    .group     = "Candlestick patterns",
    .about     = "A white bar between two black ones with the same close: a floor.",
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
