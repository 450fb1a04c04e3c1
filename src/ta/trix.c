#include "ta/means.h"

struct state {
    struct ema mean[3];
};

static size_t warmup(const double *param) { return 3 * ((size_t)param[0] - 1 + (size_t)param[1]) + 1; }

static void begin(struct state *s, const struct series_in *, const double *param)
{
    s->mean[0] = s->mean[1] = s->mean[2] = ema_set(param[0], param[1], param[2]);
}

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    double last = s->mean[2].value;
    if (chain_push(s->mean, 3, in->close[i]) && i >= warmup(param)) out[0][i] = last != 0 ? (s->mean[2].value / last - 1) * 100 : 0;
}
STREAM_FROM(begin, step)

const struct indicator indicator_trix = {
    .name      = "trix",
    .title     = "TRIX",
    .group     = "Momentum",
    .about     = "Change in percent from bar to bar of an exponential mean taken three times over.",
    .reference = "Hutson, Good TRIX, Stocks & Commodities 1:5, 1983",
    .params    = {{"period", 1, PERIOD_MAX, 30, "bars of each smoothing"},
                  UNSTABLE, METASTOCK},
    .outputs   = {"trix"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
