#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 2), b = candle_at(in, i - 1), c = candle_at(in, i);
    bool crows = black(a) && bare_below(a) && black(b) && bare_below(b) && black(c) && bare_below(c);
    bool steps = a.close > b.close && b.close > c.close && alike(b.open, a.close, a) && alike(c.open, b.close, b);
    return crows && steps ? -100 : 0;
}

static size_t warmup(const double *) { return 12; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 12) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdlidentical3crows = {
    .name      = "cdlidentical3crows",
    .title     = "Identical Three Crows",
    .group     = "Candlestick patterns",
    .about     = "Three black bars without lower shadows, each opening where the last closed: bearish.",
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
