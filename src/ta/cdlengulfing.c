#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 1), b = candle_at(in, i);
    double s = b.color, start = s * (b.open - a.close), end = s * (b.close - a.open);
    bool found = a.color == -s && ((end >= 0 && start < 0) || (end > 0 && start <= 0));
    return !found ? 0 : start != 0 && end != 0 ? 100 * s : 80 * s;
}

static size_t warmup(const double *) { return 2; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 2) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdlengulfing = {
    .name      = "cdlengulfing",
    .title     = "Engulfing Pattern",
    .group     = "Candlestick patterns",
    .about     = "A body that swallows the body before it, of the other colour; 80 where one end is the same.",
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
