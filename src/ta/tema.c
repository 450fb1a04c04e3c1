#include "ta/means.h"
#include "ta/wide.h"

struct state {
    struct ema mean[3];
};

static size_t warmup(const double *param) { return 3 * ((size_t)param[0] - 1 + (size_t)param[1]); }

static void begin(struct state *s, const struct series_in *, const double *param)
{
    s->mean[0] = s->mean[1] = s->mean[2] = ema_set(param[0], param[1], param[2]);
}

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    const struct ema *e = s->mean;
    if (chain_push(s->mean, 3, in->close[i])) out[0][i] = 3 * e[0].value - 3 * e[1].value + e[2].value;
}
STREAM_FROM(begin, step)

struct wide {
    struct wide_ema a, b, c;
};

static bool classic(const double *param) { return param[2] == 0; }

INLINED void wide_begin(struct wide *s, const double *param) { s->a = s->b = s->c = wide_ema_of(ema_set(param[0], param[1], 0)); }

INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *, size_t i, size_t lane, double *const *out)
{
    if (wide_ema_push(&s->a, tile_at(in->close, i, lane)) && wide_ema_push(&s->b, s->a.value) && wide_ema_push(&s->c, s->b.value))
        tile_put(out[0], i, lane, 3 * s->a.value - 3 * s->b.value + s->c.value);
}
TILED(classic)

const struct indicator indicator_tema = {
    .name      = "tema",
    .title     = "Triple Exponential Moving Average",
    .group     = "Moving averages",
    .about     = "Three exponential means, one of the other, put together as 3a - 3b + c. It lags still less than "
                 "the double one and overshoots more.",
    .reference = "Mulloy, Smoothing Data with Less Lag, Stocks & Commodities 12:2, 1994",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars of smoothing"},
                  UNSTABLE, METASTOCK},
    .outputs   = {"tema"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
    .tile      = tile,
};
