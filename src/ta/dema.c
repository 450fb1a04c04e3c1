#include "ta/means.h"
#include "ta/wide.h"

struct state {
    struct ema mean[2];
};

static size_t warmup(const double *param) { return 2 * ((size_t)param[0] - 1 + (size_t)param[1]); }

static void begin(struct state *s, const struct series_in *, const double *param)
{
    s->mean[0] = s->mean[1] = ema_set(param[0], param[1], param[2]);
}

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    if (chain_push(s->mean, 2, in->close[i])) out[0][i] = 2 * s->mean[0].value - s->mean[1].value;
}
STREAM_FROM(begin, step)

struct wide {
    struct wide_ema once, twice;
};

static bool classic(const double *param) { return param[2] == 0; }

INLINED void wide_begin(struct wide *s, const double *param) { s->once = s->twice = wide_ema_of(ema_set(param[0], param[1], 0)); }

INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *, size_t i, size_t lane, double *const *out)
{
    if (wide_ema_push(&s->once, tile_at(in->close, i, lane)) && wide_ema_push(&s->twice, s->once.value))
        tile_put(out[0], i, lane, 2 * s->once.value - s->twice.value);
}
TILED(classic)

const struct indicator indicator_dema = {
    .name      = "dema",
    .title     = "Double Exponential Moving Average",
    .group     = "Moving averages",
    .about     = "Twice an exponential mean less the mean of that mean. Most of the lag cancels out.",
    .reference = "Mulloy, Smoothing Data with Faster Moving Averages, Stocks & Commodities 12:1, 1994",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars of smoothing"},
                  UNSTABLE, METASTOCK},
    .outputs   = {"dema"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
    .tile      = tile,
};
