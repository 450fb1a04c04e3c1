#include "ta/candle.h"

static double rule(const struct series_in *in, const double *param, size_t i)
{
    struct candle a = candle_at(in, i - 2), b = candle_at(in, i - 1), c = candle_at(in, i);
    bool sizes = is_long(a) && is_doji(b) && c.body > usual(c, body_short) && c.color == -a.color;
    bool down  = c.close < a.close - a.body * param[0] && leap_up(b, a) && leap_down(c, b);
    bool up    = c.close > a.close + a.body * param[0] && leap_down(b, a) && leap_up(c, b);
    return sizes && (white(a) ? down : up) ? 100 * c.color : 0;
}

static size_t warmup(const double *) { return 12; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 12) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdlabandonedbaby = {
    .name      = "cdlabandonedbaby",
    .title     = "Abandoned Baby",
    .group     = "Candlestick patterns",
    .about     = "A doji that stands apart by gaps of whole bars between two bars of opposite colour.",
    .reference = "Nison, Japanese Candlestick Charting Techniques, 1991; Morris, Candlestick Charting "
                 "Explained, 2006; as in TA-Lib",
    .params    = {{"penetration", 0, 10, 0.3, "share of the first body that must be penetrated"}},
    .fractional = 1 << 0,
    .outputs   = {"pattern"},
    .uses      = USES_OPEN | USES_HLC,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
