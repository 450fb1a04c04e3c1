#include "ta/average.h"
#include "ta/wide.h"

struct state {
    struct window_spread spread;
    struct average       middle;                /* of another kind than the simple mean */
};

static struct average_set set_of(const double *param) { return (struct average_set){param[4], param[5]}; }

static size_t warmup(const double *param) { return average_warmup(param[3], param[0], set_of(param)); }

static void begin(struct state *s, const struct series_in *, const double *param)
{
    s->spread = (struct window_spread){.period = (size_t)param[0]};
    if (param[3] != AVERAGE_SMA) average_begin(&s->middle, param[3], param[0], set_of(param), 0);
}

/* The deviation is that from the simple mean, whatever stands in the middle. */
static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    window_spread_add(&s->spread, in->close[i], value_before(in->close, i, s->spread.period));
    bool simple = param[3] == AVERAGE_SMA, full = simple ? i + 1 >= s->spread.period : average_push(&s->middle, in->close + i);
    if (!full || i + 1 < s->spread.period) return;
    double deviation = sqrt(s->spread.variance), middle = simple ? s->spread.mean : s->middle.value;
    out[0][i] = middle + param[1] * deviation;
    out[1][i] = middle;
    out[2][i] = middle - param[2] * deviation;
}
STREAM_FROM(begin, step)

struct wide {
    struct wide_spread spread;
};

static bool simple(const double *param) { return param[3] == AVERAGE_SMA; }

INLINED void wide_begin(struct wide *s, const double *param) { s->spread = wide_spread_of(param[0]); }

INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *param, size_t i, size_t lane, double *const *out)
{
    wide_spread_add(&s->spread, tile_at(in->close, i, lane), tile_before(in->close, i, lane, s->spread.period));
    if (i + 1 < s->spread.period) return;
    lanes deviation = wide_sqrt(s->spread.variance);
    tile_put(out[0], i, lane, s->spread.mean + param[1] * deviation);
    tile_put(out[1], i, lane, s->spread.mean);
    tile_put(out[2], i, lane, s->spread.mean - param[2] * deviation);
}
TILED(simple)

const struct indicator indicator_bbands = {
    .name       = "bbands",
    .title      = "Bollinger Bands",
    .group      = "Channels",
    .about      = "Simple mean of the close and bands so many standard deviations above and below it. Narrow bands "
                  "are a calm market.",
    .reference  = "Bollinger, Bollinger on Bollinger Bands, 2001; deviation of the population. TA-Lib 0.6 has "
                  "period 5, the book and TA-Lib 0.8 have 20",
    .params     = {{"period", 2, PERIOD_MAX, 5, "bars in the window"},
                   {"deviations_up", 0, 1000, 2, "standard deviations from the mean to the upper band"},
                   {"deviations_down", 0, 1000, 2, "standard deviations from the mean to the lower band"},
                   AVERAGE_KIND("type", AVERAGE_SMA), UNSTABLE, METASTOCK},
    .choices    = {[3] = average_kinds},
    .fractional = 1 << 1 | 1 << 2,
    .outputs    = {"upper", "middle", "lower"},
    .uses       = USES_CLOSE,
    .stability  = CONVERGING,
    .scaling    = SCALES_WITH_PRICE,
    .overlay    = true,
    .warmup     = warmup,
    STREAMED,
    .tile       = tile,
};
