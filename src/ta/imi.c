#include "ta/kernel.h"

struct state {
    struct window_sum up, down;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1 + (size_t)param[1]; }

static void begin(struct state *s, const struct series_in *, const double *param)
{
    s->up = s->down = (struct window_sum){.period = (size_t)param[0] + (size_t)param[1]};
}

static double body(const struct series_in *in, size_t i, double side)
{
    return rise_of((in->close[i] - in->open[i]) * side);
}

/* A window without a body is 0; TA-Lib divides 0 by 0. Its unstable bars are not left out but added up too: they make the window
 * longer. */
static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = s->up.period;
    bool   full   = i >= period;
    double risen  = window_add(&s->up, body(in, i, 1), full ? body(in, i - period, 1) : 0);
    double fallen = window_add(&s->down, body(in, i, -1), full ? body(in, i - period, -1) : 0);
    if (i >= warmup(param)) out[0][i] = percent(risen, risen + fallen);
}
STREAM_FROM(begin, step)

const struct indicator indicator_imi = {
    .name      = "imi",
    .title     = "Intraday Momentum Index",
    .group     = "Momentum",
    .about     = "Share of the gains from open to close in all movement from open to close over the window, 0 to "
                 "100.",
    .reference = "Chande and Kroll, The New Technical Trader, 1994",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars in the window"},
                  {"unstable", 0, PERIOD_MAX, 0, "bars that the window is longer by"}},
    .outputs   = {"imi"},
    .uses      = USES_OPEN | USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
