#include "ta/wide.h"

struct state {
    struct direction direction;
    struct ema       mean;
};

static size_t warmup(const double *param) { return 2 * (size_t)param[0] - 1 + (size_t)param[1]; }

static void begin(struct state *s, const struct series_in *, const double *param)
{
    s->direction   = (struct direction){.period = param[0]};
    s->mean        = wilder_of(param[0]);
    s->mean.ready += param[1];
}

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    if (i == 0) return;
    direction_push(&s->direction, in, i);
    if ((double)i >= s->direction.period && ema_push(&s->mean, direction_index(&s->direction))) out[0][i] = s->mean.value;
}
STREAM_FROM(begin, step)

struct wide {
    struct wide_direction direction;
    struct wide_ema       mean;
};

INLINED void wide_begin(struct wide *s, const double *param)
{
    s->direction   = (struct wide_direction){.period = param[0]};
    s->mean        = wide_ema_of(wilder_of(param[0]));
    s->mean.ready += param[1];
}

INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *, size_t i, size_t lane, double *const *out)
{
    if (i == 0) return;
    wide_direction_push(&s->direction, in, i, lane);
    if ((double)i >= s->direction.period && wide_ema_push(&s->mean, wide_direction_index(&s->direction))) tile_put(out[0], i, lane, s->mean.value);
}
TILED(always)

const struct indicator indicator_adx = {
    .name      = "adx",
    .title     = "Average Directional Movement Index",
    .group     = "Trend",
    .about     = "How strong the trend is, 0 to 100, whichever its direction. Above 25 is usually called a trend.",
    .reference = "Wilder, New Concepts in Technical Trading Systems, 1978; begun as in TA-Lib",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars of Wilder's smoothing"},
                  UNSTABLE},
    .outputs   = {"adx"},
    .uses      = USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
    .tile      = tile,
};
