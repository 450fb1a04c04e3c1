#include "ta/kernel.h"

enum { SPANS = 3 };

struct state {
    struct window_sum bought[SPANS], moved[SPANS];
};

static size_t warmup(const double *param) { return (size_t)larger(param[0], larger(param[1], param[2])); }

/* The shortest span weighs most, whatever the order in which the three are given. */
static void begin(struct state *s, const struct series_in *, const double *param)
{
    double low = smaller(param[0], smaller(param[1], param[2])), high = larger(param[0], larger(param[1], param[2]));
    double span[SPANS] = {low, param[0] + param[1] + param[2] - low - high, high};
    for (size_t k = 0; k < SPANS; k++) s->bought[k] = s->moved[k] = (struct window_sum){.period = (size_t)span[k]};
}

/* How far buyers took the price up from the true low; i is 1 or more. */
static double pressure(const struct series_in *in, size_t i)
{
    return in->close[i] - smaller(in->low[i], in->close[i - 1]);
}

/* Williams (1985). A span in which nothing moved adds nothing, as in TA-Lib. */
static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    static const double weight[SPANS] = {4, 2, 1};
    if (i == 0) return;
    double sum = 0, up = pressure(in, i), range = true_range(in, i);
    for (size_t k = 0; k < SPANS; k++) {
        size_t period = s->moved[k].period;
        bool   full   = i > period;
        double part   = window_add(&s->bought[k], up, full ? pressure(in, i - period) : 0);
        sum += weight[k] * percent(part, window_add(&s->moved[k], range, full ? true_range(in, i - period) : 0));
    }
    if (i >= warmup(param)) out[0][i] = sum / 7;
}
STREAM_FROM(begin, step)

const struct indicator indicator_ultosc = {
    .name      = "ultosc",
    .title     = "Ultimate Oscillator",
    .group     = "Momentum",
    .about     = "Share of buying in the true range over three spans, the shortest weighed 4, the longest 1, 0 to "
                 "100.",
    .reference = "Williams, The Ultimate Oscillator, Stocks & Commodities 3:4, 1985",
    .params    = {{"short", 1, PERIOD_MAX, 7, "bars of the short span"},
                  {"middle", 1, PERIOD_MAX, 14, "bars of the middle span"},
                  {"long", 1, PERIOD_MAX, 28, "bars of the long span"}},
    .outputs   = {"ultosc"},
    .uses      = USES_HLC,
    .stability = ROUNDING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
