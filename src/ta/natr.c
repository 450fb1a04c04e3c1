#include "ta/wide.h"

struct state {
    struct ema range;
};

static size_t warmup(const double *param) { return (size_t)param[0] + (size_t)param[1]; }

static void begin(struct state *s, const struct series_in *, const double *param)
{
    s->range        = wilder_of(param[0]);
    s->range.ready += param[1];
}

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    if (i > 0 && ema_push(&s->range, true_range(in, i))) out[0][i] = percent(s->range.value, in->close[i]);
}
STREAM_FROM(begin, step)

struct wide {
    struct wide_ema range;
};

INLINED void wide_begin(struct wide *s, const double *param)
{
    s->range        = wide_ema_of(wilder_of(param[0]));
    s->range.ready += param[1];
}

INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *, size_t i, size_t lane, double *const *out)
{
    if (i > 0 && wide_ema_push(&s->range, wide_true_range(in, i, lane)))
        tile_put(out[0], i, lane, wide_percent(s->range.value, tile_at(in->close, i, lane)));
}
TILED(always)

const struct indicator indicator_natr = {
    .name      = "natr",
    .title     = "Normalized Average True Range",
    .group     = "Volatility",
    .about     = "Average true range in percent of the close, so that dear and cheap assets compare.",
    .reference = "Forman, Cross-Market Evaluations with Normalized Average True Range, Stocks & Commodities 24:5, "
                 "2006",
    .params    = {{"period", 1, PERIOD_MAX, 14, "bars of Wilder's smoothing"},
                  UNSTABLE},
    .outputs   = {"natr"},
    .uses      = USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
    .tile      = tile,
};
