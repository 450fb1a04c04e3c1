#include "ta/hikkake.h"

static double begun(const struct series_in *in, size_t i)
{
    struct candle a = candle_at(in, i - 3), b = candle_at(in, i - 2), c = candle_at(in, i - 1), d = candle_at(in, i);
    if (b.high >= a.high || b.low <= a.low || c.high >= b.high || c.low <= b.low) return 0;
    if (d.high < c.high && d.low < c.low && b.close <= b.low + near_to(b)) return 100;
    return d.high > c.high && d.low > c.low && b.close >= b.high - near_to(b) ? -100 : 0;
}

struct state { struct hikkake last; };

static size_t warmup(const double *) { return 10; }

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    double found = hikkake_push(&s->last, in, i, i >= 7 ? begun(in, i) : 0);
    if (i >= 10) out[0][i] = found;
}
STREAM(step)

const struct indicator indicator_cdlhikkakemod = {
    .name      = "cdlhikkakemod",
    .title     = "Modified Hikkake Pattern",
    .group     = "Candlestick patterns",
    .about     = "A false break out of an inside bar that follows another, which closed near its end: 100 when "
                 "it is set up, 200 when a close within three bars confirms it.",
    .reference = "Chesler, Trading False Moves with the Hikkake Pattern, Active Trader, 2004; as in TA-Lib",
    .outputs   = {"pattern"},
    .uses      = USES_OPEN | USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
