#include "ta/wide.h"

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

struct wide {
    struct wide_peak top, bottom;
};

static bool able(const double *param) { return param[0] <= WIDE_MAX; }

INLINED void wide_begin(struct wide *s, const double *param)
{
    wide_peak_begin(&s->top, param[0]);
    wide_peak_begin(&s->bottom, param[0]);
}

INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *, size_t i, size_t lane, double *const *out)
{
    lanes high = wide_peak_push(&s->top, tile_at(in->high, i, lane)), low = -wide_peak_push(&s->bottom, -tile_at(in->low, i, lane));
    if (i + 1 >= s->top.period) tile_put(out[0], i, lane, -wide_percent(high - tile_at(in->close, i, lane), high - low));
}
TILED(able)

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
    .tile      = tile,
};
