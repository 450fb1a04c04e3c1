#include "ta/kernel.h"

struct state {
    struct window_spread spread;
    struct ema           up, down;
};

static size_t warmup(const double *param) { return (size_t)param[1] - 1 + (size_t)param[0] - 1 + (size_t)param[2]; }

static void begin(struct state *s, const struct series_in *, const double *param)
{
    s->spread    = (struct window_spread){.period = (size_t)param[1]};
    s->up        = wilder_of(param[0]);
    s->up.ready += param[2];
    s->down      = s->up;
}

/* A bar without a move speaks for neither side; without any deviation both are as strong. */
static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    window_spread_add(&s->spread, in->close[i], value_before(in->close, i, s->spread.period));
    if (i + 1 < s->spread.period) return;
    double deviation = sqrt(s->spread.variance), side = sign_of(in->close[i] - in->close[i - 1]);
    bool   full = ema_push(&s->up, side > 0 ? deviation : 0);
    (void)ema_push(&s->down, side < 0 ? deviation : 0);         /* full at the same bar */
    double both = s->up.value + s->down.value;
    if (full) out[0][i] = both > 0 ? 100 * (s->up.value / both) : 50;
}
STREAM_FROM(begin, step)

const struct indicator indicator_rvi = {
    .name      = "rvi",
    .title     = "Relative Volatility Index",
    .group     = "Volatility",
    .about     = "Share of the deviation that stood at rising closes, 0 to 100, smoothed as Wilder does; 50 where nothing moves.",
    .reference = "Dorsey, The Relative Volatility Index, Stocks & Commodities 11:6, 1993; begun as in TA-Lib 0.8",
    .params    = {{"period", 1, PERIOD_MAX, 14, "bars of Wilder's smoothing"},
                  {"deviation", 2, PERIOD_MAX, 10, "bars of the deviation"}, UNSTABLE},
    .outputs   = {"rvi"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
