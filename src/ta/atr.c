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
    if (i > 0 && ema_push(&s->range, true_range(in, i))) out[0][i] = s->range.value;
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
    if (i > 0 && wide_ema_push(&s->range, wide_true_range(in, i, lane))) tile_put(out[0], i, lane, s->range.value);
}
TILED(always)

const struct indicator indicator_atr = {
    .name      = "atr",
    .title     = "Average True Range",
    .group     = "Volatility",
    .about     = "Smoothed true range: how far the price moves in a bar, gaps included, in the unit of the price.",
    .reference = "Wilder, New Concepts in Technical Trading Systems, 1978",
    .params    = {{"period", 1, PERIOD_MAX, 14, "bars of Wilder's smoothing"},
                  UNSTABLE},
    .outputs   = {"atr"},
    .uses      = USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    STREAMED,
    .tile      = tile,
};
