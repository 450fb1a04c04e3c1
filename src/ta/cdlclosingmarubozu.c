#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i);
    return is_long(a) && (white(a) ? bare_above(a) : bare_below(a)) ? 100 * a.color : 0;
}

static size_t warmup(const double *) { return 10; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 10) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdlclosingmarubozu = {
    .name      = "cdlclosingmarubozu",
    .title     = "Closing Marubozu",
    .group     = "Candlestick patterns",
    .about     = "A long body that ends at the end of the bar, without a shadow before it.",
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
