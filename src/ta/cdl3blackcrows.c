#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 3), b = candle_at(in, i - 2),
                  c = candle_at(in, i - 1), d = candle_at(in, i);
    bool crows = white(a) && black(b) && bare_below(b) && black(c) && bare_below(c) && black(d) && bare_below(d);
    bool steps = inside(c.open, b) && inside(d.open, c) && a.high > b.close && b.close > c.close && c.close > d.close;
    return crows && steps ? -100 : 0;
}

static size_t warmup(const double *) { return 13; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 13) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdl3blackcrows = {
    .name      = "cdl3blackcrows",
    .title     = "Three Black Crows",
    .group     = "Candlestick patterns",
    .about     = "After a white bar three black ones without lower shadows, each opening in the body before: "
                 "bearish.",
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
