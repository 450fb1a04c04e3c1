#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i);
    double much = usual(a, shadow_long), middle = a.low + (a.high - a.low) / 2, near = near_to(a);
    bool found = is_doji(a) && a.lower > much && a.upper > much && a.bottom <= middle + near && a.top >= middle - near;
    return found ? 100 : 0;
}

static size_t warmup(const double *) { return 10; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 10) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdlrickshawman = {
    .name      = "cdlrickshawman",
    .title     = "Rickshaw Man",
    .group     = "Candlestick patterns",
    .about     = "A doji in the middle of its bar, with two long shadows.",
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
