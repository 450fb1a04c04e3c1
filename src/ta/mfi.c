#include "ta/kernel.h"

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
};
