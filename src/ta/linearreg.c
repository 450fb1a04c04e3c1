#include "ta/wide.h"

struct state {
    struct window_ramp ramp;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void begin(struct state *s, const struct series_in *, const double *param) { s->ramp = (struct window_ramp){.period = (size_t)param[0]}; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    window_ramp_add(&s->ramp, in->close[i], value_before(in->close, i, s->ramp.period));
    if (i + 1 >= s->ramp.period) out[0][i] = s->ramp.sum / param[0] + window_slope(&s->ramp) * (param[0] - 1) / 2;
}
STREAM_FROM(begin, step)

struct wide {
    struct wide_ramp ramp;
};

INLINED void wide_begin(struct wide *s, const double *param) { s->ramp = wide_ramp_of(param[0]); }

INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *param, size_t i, size_t lane, double *const *out)
{
    wide_ramp_add(&s->ramp, tile_at(in->close, i, lane), tile_before(in->close, i, lane, s->ramp.period));
    if (i + 1 >= s->ramp.period) tile_put(out[0], i, lane, s->ramp.sum / param[0] + wide_slope(&s->ramp) * (param[0] - 1) / 2);
}
TILED(always)

const struct indicator indicator_linearreg = {
    .name      = "linearreg",
    .title     = "Linear Regression",
    .group     = "Statistics",
    .about     = "Where the straight line of least squares through the last `period` closes ends.",
    .reference = "Achelis, Technical Analysis from A to Z, 2000",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars in the window"}},
    .outputs   = {"linearreg"},
    .uses      = USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
    .tile      = tile,
};
