#include "ta/means.h"

struct state {
    struct ema mean[CHAIN];
};

static size_t warmup(const double *param) { return CHAIN * ((size_t)param[0] - 1) + (size_t)param[2]; }

static void begin(struct state *s, const struct series_in *, const double *param)
{
    for (size_t k = 0; k < CHAIN; k++) s->mean[k] = ema_of(param[0]);
}

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (chain_push(s->mean, CHAIN, in->close[i]) && i >= warmup(param)) out[0][i] = tillson(s->mean, param[1]);
}
STREAM_FROM(begin, step)

const struct indicator indicator_t3 = {
    .name       = "t3",
    .title      = "Tillson T3 Moving Average",
    .group      = "Moving averages",
    .about      = "Six exponential means in a row, mixed so that the result is smooth and yet near the price.",
    .reference  = "Tillson, Better Moving Averages, Stocks & Commodities 16:1, 1998",
    .params     = {{"period", 2, PERIOD_MAX, 5, "bars of each smoothing"},
                   {"volume_factor", 0, 1, 0.7, "0 is the plain mean of means, 1 follows the price most"},
                   UNSTABLE},
    .fractional = 1 << 1,
    .outputs    = {"t3"},
    .uses       = USES_CLOSE,
    .stability  = CONVERGING,
    .scaling    = SCALES_WITH_PRICE,
    .overlay    = true,
    .warmup     = warmup,
    STREAMED,
};
