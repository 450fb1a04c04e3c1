#include "ta/candle.h"

static double rule(const struct series_in *in, const double *param, size_t i)
{
    struct candle a = candle_at(in, i - 2), b = candle_at(in, i - 1), c = candle_at(in, i);
    bool found = is_long(a) && black(a) && is_doji(b) && gap_down(b, a) && c.body > usual(c, body_short) && white(c)
                 && c.close > a.close + a.body * param[0];
    return found ? 100 : 0;
}

static size_t warmup(const double *) { return 12; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 12) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdlmorningdojistar = {
    .name      = "cdlmorningdojistar",
    .title     = "Morning Doji Star",
    .group     = "Candlestick patterns",
    .about     = "A long black bar, a doji gapping down and a white one that closes well within the first: "
                 "bullish.",
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
