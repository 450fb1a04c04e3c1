#include "ta/wide.h"

struct state {
    struct ema mean;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1 + (size_t)param[1]; }

static void begin(struct state *s, const struct series_in *, const double *param) { s->mean = ema_set(param[0], param[1], param[2]); }

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    if (ema_push(&s->mean, in->close[i])) out[0][i] = s->mean.value;
}
STREAM_FROM(begin, step)

struct wide {
    struct wide_ema mean;
};

static bool classic(const double *param) { return param[2] == 0; }

INLINED void wide_begin(struct wide *s, const double *param) { s->mean = wide_ema_of(ema_set(param[0], param[1], 0)); }

INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *, size_t i, size_t lane, double *const *out)
{
    if (wide_ema_push(&s->mean, tile_at(in->close, i, lane))) tile_put(out[0], i, lane, s->mean.value);
}
TILED(classic)

const struct indicator indicator_ema = {
    .name      = "ema",
    .title     = "Exponential Moving Average",
    .group     = "Moving averages",
    .about     = "Mean of all closes in which every bar back weighs less, by 1 - 2/(period + 1). It follows the "
                 "price faster than a simple mean of the same period.",
    .reference = "Haurlan, Measuring Trend Values, 1968; begun with the simple mean of the first `period` closes",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars of smoothing"},
                  UNSTABLE, METASTOCK},
    .outputs   = {"ema"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
    .tile      = tile,
};
