#include "ta/wide.h"

struct state {
    struct window_spread spread;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void begin(struct state *s, const struct series_in *, const double *param) { s->spread = (struct window_spread){.period = (size_t)param[0]}; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    window_spread_add(&s->spread, in->close[i], value_before(in->close, i, s->spread.period));
    if (i + 1 >= s->spread.period) out[0][i] = param[1] * sqrt(s->spread.variance);
}
STREAM_FROM(begin, step)

struct wide {
    struct wide_spread spread;
};

INLINED void wide_begin(struct wide *s, const double *param) { s->spread = wide_spread_of(param[0]); }

INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *param, size_t i, size_t lane, double *const *out)
{
    wide_spread_add(&s->spread, tile_at(in->close, i, lane), tile_before(in->close, i, lane, s->spread.period));
    if (i + 1 >= s->spread.period) tile_put(out[0], i, lane, param[1] * wide_sqrt(s->spread.variance));
}
TILED(always)

const struct indicator indicator_stddev = {
    .name       = "stddev",
    .title      = "Standard Deviation",
    .group      = "Statistics",
    .about      = "Standard deviation of the last `period` closes, times `deviations`. It divides by the number of "
                  "bars, not by one less.",
    .reference  = "TA-Lib, STDDEV",
    .params     = {{"period", 2, PERIOD_MAX, 5, "bars in the window"},
                   {"deviations", 0, 1000, 1, "what the deviation is multiplied with"}},
    .fractional = 1 << 1,
    .outputs    = {"stddev"},
    .uses       = USES_CLOSE,
    .stability  = ROUNDING,
    .scaling    = SCALES_WITH_PRICE,
    .warmup     = warmup,
    STREAMED,
    .tile       = tile,
};
