#include "ta/hikkake.h"

static double begun(const struct series_in *in, size_t i)
{
    struct candle a = candle_at(in, i - 2), b = candle_at(in, i - 1), c = candle_at(in, i);
    if (b.high >= a.high || b.low <= a.low) return 0;
    if (c.high < b.high && c.low < b.low) return 100;
    return c.high > b.high && c.low > b.low ? -100 : 0;
}

struct state { struct hikkake last; };

static size_t warmup(const double *) { return 5; }

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    double found = hikkake_push(&s->last, in, i, i >= 2 ? begun(in, i) : 0);
    if (i >= 5) out[0][i] = found;
}
STREAM(step)

const struct indicator indicator_cdlhikkake = {
    .name      = "cdlhikkake",
    .title     = "Hikkake Pattern",
    .group     = "Candlestick patterns",
    .about     = "A false break out of an inside bar: 100 when it is set up, 200 when a close within three "
                 "bars confirms it.",
    .reference = "Chesler, Trading False Moves with the Hikkake Pattern, Active Trader, 2004; as in TA-Lib",
    .outputs   = {"pattern"},
    .uses      = USES_OPEN | USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
