#include "ta/candle.h"

static double rule(const struct series_in *in, const double *param, size_t i)
{
    struct candle a = candle_at(in, i - 4), b = candle_at(in, i - 3),
                  c = candle_at(in, i - 2), d = candle_at(in, i - 1), e = candle_at(in, i);
    double floor = a.close - a.body * param[0];
    bool sizes = is_long(a) && is_small(b) && is_small(c) && is_small(d) && white(a) && black(b) && white(e)
                 && gap_up(b, a);
    bool hold  = c.bottom < a.close && d.bottom < a.close && c.bottom > floor && d.bottom > floor;
    bool fall  = c.top < b.open && d.top < c.top;
    bool up    = e.open > d.close && e.close > larger(larger(b.high, c.high), d.high);
    return sizes && hold && fall && up ? 100 : 0;
}

static size_t warmup(const double *) { return 14; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= 14) out[0][i] = rule(in, param, i);
}
MEMORYLESS(step)

const struct indicator indicator_cdlmathold = {
    .name      = "cdlmathold",
    .title     = "Mat Hold",
    .group     = "Candlestick patterns",
    .about     = "A long white bar, three small ones that fall back a little, and a white one above them: the "
                 "rise goes on.",
    .reference = "Nison, Japanese Candlestick Charting Techniques, 1991; Morris, Candlestick Charting "
                 "Explained, 2006; as in TA-Lib",
    .params    = {{"penetration", 0, 10, 0.5, "share of the first body that must be penetrated"}},
    .fractional = 1 << 0,
    .outputs   = {"pattern"},
    .uses      = USES_OPEN | USES_HLC,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
