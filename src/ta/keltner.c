#include "ta/kernel.h"

struct state {
    struct ema middle, range;
};

static size_t warmup(const double *param) { return (size_t)larger(param[0] - 1, param[2]); }

static void begin(struct state *s, const struct series_in *, const double *param)
{
    s->middle = ema_of(param[0]);
    s->range  = wilder_of(param[2]);
}

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    (void)ema_push(&s->middle, in->close[i]);           /* both are full from the warm-up on */
    if (i > 0) (void)ema_push(&s->range, true_range(in, i));
    if (i < warmup(param)) return;
    out[0][i] = s->middle.value + param[1] * s->range.value;
    out[1][i] = s->middle.value;
    out[2][i] = s->middle.value - param[1] * s->range.value;
}
STREAM_FROM(begin, step)

const struct indicator indicator_keltner = {
    .name       = "keltner",
    .title      = "Keltner Channel",
    .group      = "Channels",
    .about      = "Exponential mean of the close and bands so many average true ranges above and below it.",
    .reference  = "Keltner, How To Make Money in Commodities, 1960; in the later form with an exponential mean and "
                  "the average true range, as Skender and TradingView",
    .params     = {{"period", 2, PERIOD_MAX, 20, "bars of the mean"},
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
