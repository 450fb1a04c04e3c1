#include "ta/wide.h"

struct state {
    struct window_pair pair;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void begin(struct state *s, const struct series_in *, const double *param)
{
    s->pair = (struct window_pair){.x.period = (size_t)param[0], .y.period = (size_t)param[0]};
}

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    size_t period = s->pair.x.period;
    window_pair_add(&s->pair, in->high[i], in->low[i], value_before(in->high, i, period), value_before(in->low, i, period));
    if (i + 1 >= period) out[0][i] = window_correlation(&s->pair);
}
STREAM_FROM(begin, step)

struct wide {
    struct wide_pair pair;
};

INLINED void wide_begin(struct wide *s, const double *param) { s->pair = (struct wide_pair){wide_spread_of(param[0]), wide_spread_of(param[0]), {0}, {0}}; }

INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *, size_t i, size_t lane, double *const *out)
{
    size_t period = s->pair.x.period;
    lanes  x = tile_at(in->high, i, lane), y = tile_at(in->low, i, lane);
    wide_pair_add(&s->pair, x, y, tile_before(in->high, i, lane, period), tile_before(in->low, i, lane, period));
    if (i + 1 >= period) tile_put(out[0], i, lane, wide_correlation(&s->pair));
}
TILED(always)

const struct indicator indicator_correl = {
    .name      = "correl",
    .title     = "Correlation of High and Low",
    .group     = "Statistics",
    .about     = "Coefficient of correlation of highs and lows over the window, -1 to 1; 0 where one of them "
                 "does not move.",
    .reference = "Pearson 1896; TA-Lib takes any two series, here they are high and low",
    .params    = {{"period", 1, PERIOD_MAX, 30, "bars in the window"}},
    .outputs   = {"correl"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = ROUNDING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
    .tile      = tile,
};
