#include "ta/kernel.h"

struct state {
    double open, close;
};

static size_t warmup(const double *) { return 0; }

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    double close = (in->open[i] + in->high[i] + in->low[i] + in->close[i]) / 4;
    double open  = i == 0 ? (in->open[0] + in->close[0]) / 2 : (s->open + s->close) / 2;
    s->open  = open;
    s->close = close;
    out[0][i] = open;
    out[1][i] = larger(in->high[i], larger(open, close));
    out[2][i] = smaller(in->low[i], smaller(open, close));
    out[3][i] = close;
}
STREAM(step)

const struct indicator indicator_ha = {
    .name      = "ha",
    .title     = "Heikin-Ashi",
    .group     = "Price transform",
    .about     = "Candles of means: the close is the mean of the bar, the open the middle of the body before.",
    .reference = "Valcu, Using the Heikin-Ashi Technique, Stocks & Commodities 22:2, 2004",
    .outputs   = {"open", "high", "low", "close"},
    .uses      = USES_OPEN | USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    STREAMED,
};
