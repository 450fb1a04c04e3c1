#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 1), b = candle_at(in, i);
    bool belt = is_long(b) && (white(b) ? bare_below(b) : bare_above(b));
    return a.color == -b.color && alike(b.open, a.open, a) && belt ? 100 * b.color : 0;
}

static size_t warmup(const double *) { return 11; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 11) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdlseparatinglines = {
    .name      = "cdlseparatinglines",
    .title     = "Separating Lines",
    .group     = "Candlestick patterns",
    .about     = "A belt hold that opens where the bar before, of the other colour, had opened: the trend goes "
                 "on.",
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
