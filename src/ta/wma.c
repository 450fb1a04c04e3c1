#include "ta/wide.h"

struct state {
    struct window_ramp ramp;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void begin(struct state *s, const struct series_in *, const double *param) { s->ramp = (struct window_ramp){.period = (size_t)param[0]}; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    double weight = param[0] * (param[0] + 1) / 2;
    window_ramp_add(&s->ramp, in->close[i], value_before(in->close, i, s->ramp.period));
    if (i + 1 >= s->ramp.period) out[0][i] = s->ramp.ramp / weight;
}
STREAM_FROM(begin, step)

struct wide {
    struct wide_ramp ramp;
};

INLINED void wide_begin(struct wide *s, const double *param) { s->ramp = wide_ramp_of(param[0]); }

INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *param, size_t i, size_t lane, double *const *out)
{
    double weight = param[0] * (param[0] + 1) / 2;
    wide_ramp_add(&s->ramp, tile_at(in->close, i, lane), tile_before(in->close, i, lane, s->ramp.period));
    if (i + 1 >= s->ramp.period) tile_put(out[0], i, lane, s->ramp.ramp / weight);
}
TILED(always)

const struct indicator indicator_wma = {
    .name      = "wma",
    .title     = "Weighted Moving Average",
    .group     = "Moving averages",
    .about     = "Mean of the last `period` closes with weights that rise in a line, 1 for the oldest to `period` "
                 "for the newest.",
    .reference = "Kaufman, Trading Systems and Methods, 1998",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars in the window"}},
    .outputs   = {"wma"},
    .uses      = USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
    .tile      = tile,
};
