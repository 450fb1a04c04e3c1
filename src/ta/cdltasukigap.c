#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 2), b = candle_at(in, i - 1), c = candle_at(in, i);
    double s = b.color;
    bool gap  = (white(b) ? gap_up(b, a) : gap_down(b, a)) && c.color == -s;
    bool back = s * c.open < s * b.close && s * c.open > s * b.open && s * c.close < s * b.open
                && (white(b) ? c.close > a.top : c.close < a.bottom);
    return gap && back && fabs(b.body - c.body) < near_to(b) ? 100 * s : 0;
}

static size_t warmup(const double *) { return 7; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 7) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdltasukigap = {
    .name      = "cdltasukigap",
    .title     = "Tasuki Gap",
    .group     = "Candlestick patterns",
    .about     = "A gap, and a bar of about the same size that goes back into it without closing it: the trend "
                 "goes on.",
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
