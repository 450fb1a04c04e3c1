#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 2), b = candle_at(in, i - 1), c = candle_at(in, i);
    double small = usual(a, body_doji);
    if (a.body > small || b.body > small || c.body > small) return 0;
    if (gap_down(b, a) && c.bottom > b.bottom) return 100;
    return gap_up(b, a) && c.top < b.top ? -100 : 0;
}

static size_t warmup(const double *) { return 12; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 12) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdltristar = {
    .name      = "cdltristar",
    .title     = "Tristar Pattern",
    .group     = "Candlestick patterns",
    .about     = "Three dojis, the middle one beyond a gap.",
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
