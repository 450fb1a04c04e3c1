#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 2), b = candle_at(in, i - 1), c = candle_at(in, i);
    bool up = gap_up(b, a), gap = (up && gap_up(c, a)) || (gap_down(b, a) && gap_down(c, a));
    bool size = c.body >= b.body - near_to(b) && c.body <= b.body + near_to(b);
    return gap && white(b) && white(c) && size && alike(c.open, b.open, b) ? (up ? 100 : -100) : 0;
}

static size_t warmup(const double *) { return 7; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 7) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdlgapsidesidewhite = {
    .name      = "cdlgapsidesidewhite",
    .title     = "Up/Down-gap side-by-side white lines",
    .group     = "Candlestick patterns",
    .about     = "Two white bars of the same size and opening side by side beyond a gap.",
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
