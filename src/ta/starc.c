#include "ta/kernel.h"

struct state {
    struct window_sum middle;
    struct ema        range;
};

static size_t warmup(const double *param) { return (size_t)larger(param[0] - 1, param[2]); }

static void begin(struct state *s, const struct series_in *, const double *param)
{
    s->middle = (struct window_sum){.period = (size_t)param[0]};
    s->range  = wilder_of(param[2]);
}

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    double middle = window_add(&s->middle, in->close[i], value_before(in->close, i, s->middle.period)) / param[0];
    if (i > 0) (void)ema_push(&s->range, true_range(in, i));        /* full from the warm-up on */
    if (i < warmup(param)) return;
    out[0][i] = middle + param[1] * s->range.value;
    out[1][i] = middle;
    out[2][i] = middle - param[1] * s->range.value;
}
STREAM_FROM(begin, step)

const struct indicator indicator_starc = {
    .name       = "starc",
    .title      = "STARC Bands",
    .group      = "Channels",
    .about      = "Simple mean of the close, and bands a multiple of the average true range away from it.",
    .reference  = "Stoller, Average Range Channels, about 1980",
    .params     = {{"period", 2, PERIOD_MAX, 5, "bars of the mean"},
                   {"multiple", 0, 1000, 2, "average true ranges from the mean to a band"},
                   {"atr_period", 1, PERIOD_MAX, 10, "bars of the average true range"}},
    .fractional = 1 << 1,
    .outputs    = {"upper", "middle", "lower"},
    .uses       = USES_HLC,
    .stability  = CONVERGING,
    .scaling    = SCALES_WITH_PRICE,
    .overlay    = true,
    .warmup     = warmup,
    STREAMED,
};
