#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 1), b = candle_at(in, i);
    bool gap = white(a) ? gap_up(b, a) : gap_down(b, a);
    return is_long(a) && is_doji(b) && gap ? -100 * a.color : 0;
}

static size_t warmup(const double *) { return 11; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 11) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdldojistar = {
    .name      = "cdldojistar",
    .title     = "Doji Star",
    .group     = "Candlestick patterns",
    .about     = "A doji that gaps away from a long body.",
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
