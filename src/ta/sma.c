#include "ta/wide.h"

struct state {
    struct window_sum sum;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void begin(struct state *s, const struct series_in *, const double *param) { s->sum = (struct window_sum){.period = (size_t)param[0]}; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    double total = window_add(&s->sum, in->close[i], value_before(in->close, i, s->sum.period));
    if (i + 1 >= s->sum.period) out[0][i] = total / param[0];
}
STREAM_FROM(begin, step)

struct wide {
    struct wide_sum sum;
};

INLINED void wide_begin(struct wide *s, const double *param) { s->sum = wide_sum_of(param[0]); }

INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *param, size_t i, size_t lane, double *const *out)
{
    lanes total = wide_add(&s->sum, tile_at(in->close, i, lane), tile_before(in->close, i, lane, s->sum.period));
    if (i + 1 >= s->sum.period) tile_put(out[0], i, lane, total / param[0]);
}
TILED(always)

const struct indicator indicator_sma = {
    .name      = "sma",
    .title     = "Simple Moving Average",
    .group     = "Moving averages",
    .about     = "Mean of the last `period` closes. It smooths the price and lags it by half the period.",
    .reference = "Murphy, Technical Analysis of the Financial Markets, 1999",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars in the window"}},
    .outputs   = {"sma"},
    .uses      = USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
    .tile      = tile,
};
