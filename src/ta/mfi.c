#include "ta/wide.h"

struct state {
    struct window_sum up, down;
    double            last, last_gone;          /* typical prices of the bar before, and of the one before that which leaves */
};

static size_t warmup(const double *param) { return (size_t)param[0] + (size_t)param[1]; }

static void begin(struct state *s, const struct series_in *, const double *param)
{
    s->up = s->down = (struct window_sum){.period = (size_t)param[0]};
}

/* Money that changed hands in a bar, with the sign of the move of the typical price from *last, which it replaces. */
static double flow(const struct series_in *in, size_t i, double *last)
{
    double price = typical(in, i), flow = price * in->volume[i] * sign_of(price - *last);
    *last = price;
    return flow;
}

/* Without any flow it is 0, as in TA-Lib, which also answers 0 to less than 1 unit of money: that would depend on the
 * currency and is left out. */
static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = s->up.period;
    if (i == 0) {
        s->last = s->last_gone = typical(in, 0);
        return;
    }
    double come   = flow(in, i, &s->last), gone = i > period ? flow(in, i - period, &s->last_gone) : 0;
    double risen  = window_add(&s->up, rise_of(come), rise_of(gone));
    double fallen = window_add(&s->down, rise_of(-come), rise_of(-gone));
    if (i >= warmup(param)) out[0][i] = percent(risen, risen + fallen);
}
STREAM_FROM(begin, step)

struct wide {
    struct wide_sum up, down;
    lanes           last, last_gone;
};

INLINED void wide_begin(struct wide *s, const double *param) { *s = (struct wide){wide_sum_of(param[0]), wide_sum_of(param[0]), {0}, {0}}; }

INLINED lanes wide_flow(const struct tile_in *in, size_t i, size_t lane, lanes *last)
{
    lanes price = wide_typical(in, i, lane), flow = price * tile_at(in->volume, i, lane) * wide_sign(price - *last);
    *last = price;
    return flow;
}

INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *param, size_t i, size_t lane, double *const *out)
{
    size_t period = s->up.period;
    if (i == 0) {
        s->last = s->last_gone = wide_typical(in, 0, lane);
        return;
    }
    lanes come = wide_flow(in, i, lane, &s->last), gone = {0};
    if (i > period) gone = wide_flow(in, i - period, lane, &s->last_gone);
    lanes risen = wide_add(&s->up, wide_rise(come), wide_rise(gone)), fallen = wide_add(&s->down, wide_rise(-come), wide_rise(-gone));
    if (i >= warmup(param)) tile_put(out[0], i, lane, wide_percent(risen, risen + fallen));
}
TILED(always)

const struct indicator indicator_mfi = {
    .name      = "mfi",
    .title     = "Money Flow Index",
    .group     = "Volume",
    .about     = "Share of the money traded in rising bars in all money traded over the window, 0 to 100. A "
                 "relative strength index weighed by volume.",
    .reference = "Quong and Soudack, Volume-Weighted RSI: Money Flow, Stocks & Commodities 7:3, 1989",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars in the window"},
                  UNSTABLE},
    .outputs   = {"mfi"},
    .uses      = USES_HLC | USES_VOLUME,
    .stability = ROUNDING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
    .tile      = tile,
};
