#include "ta/candle.h"

static double rule(const struct series_in *in, const double *, size_t i)
{
    struct candle a = candle_at(in, i - 3), b = candle_at(in, i - 2),
                  c = candle_at(in, i - 1), d = candle_at(in, i);
    bool same = a.color == b.color && b.color == c.color && d.color == -c.color;
    bool near = b.open >= a.bottom - near_to(a) && b.open <= a.top + near_to(a) && c.open >= b.bottom - near_to(b)
                && c.open <= b.top + near_to(b);
    double s = c.color;
    bool strike = s * c.close > s * b.close && s * b.close > s * a.close && s * d.open > s * c.close
                  && s * d.close < s * a.open;
    return same && near && strike ? 100 * s : 0;
}

static size_t warmup(const double *) { return 8; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 8) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdl3linestrike = {
    .name      = "cdl3linestrike",
    .title     = "Three-Line Strike ",
    .group     = "Candlestick patterns",
    .about     = "Three bars of one colour that carry on, and a fourth that takes them all back.",
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
