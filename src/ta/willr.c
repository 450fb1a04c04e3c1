#include "ta/kernel.h"

struct state {
    struct peak top, bottom;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void begin(struct state *s, const struct series_in *in, const double *param)
{
    peak_open(&s->top, in->high, (size_t)param[0], 1);
    peak_open(&s->bottom, in->low, (size_t)param[0], -1);
}

/* A window without any range is 0, as in TA-Lib. */
static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i < warmup(param)) return;
    double high = in->high[peak_at(&s->top, i)], low = in->low[peak_at(&s->bottom, i)];
    out[0][i] = -percent(high - in->close[i], high - low);
}
STREAM_FROM(begin, step)

const struct indicator indicator_willr = {
    .name      = "willr",
    .title     = "Williams' %R",
    .group     = "Momentum",
    .about     = "How far the close is below the highest high of the window, in percent of the window's range: 0 at "
                 "the top, -100 at the bottom.",
    .reference = "Williams, How I Made One Million Dollars Last Year Trading Commodities, 1973",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars in the window"}},
    .outputs   = {"willr"},
    .uses      = USES_HLC,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
