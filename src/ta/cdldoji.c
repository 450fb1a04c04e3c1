#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i);
    return is_doji(a) ? 100 : 0;
}

static size_t warmup(const double *) { return 10; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 10) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdldoji = {
    .name      = "cdldoji",
    .title     = "Doji",
    .group     = "Candlestick patterns",
    .about     = "A bar that closes where it opened: nobody won.",
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
