#include "ta/kernel.h"

enum { SPANS = 3 };

static size_t warmup(const double *param) { return (size_t)larger(param[0], larger(param[1], param[2])); }

/* How far buyers took the price up from the true low; i is 1 or more. */
static double pressure(const struct series_in *in, size_t i)
{
    return in->close[i] - smaller(in->low[i], in->close[i - 1]);
}

/* The shortest span weighs most, whatever the order in which the three are given. */
static void spans_of(const double *param, struct window_sum *ret)
{
    double low = smaller(param[0], smaller(param[1], param[2])), high = larger(param[0], larger(param[1], param[2]));
    ret[0].period = (size_t)low;
    ret[1].period = (size_t)(param[0] + param[1] + param[2] - low - high);
    ret[2].period = (size_t)high;
}

/* Williams (1985). A span in which nothing moved adds nothing, as in TA-Lib. */
static void run(const struct series_in *in, const double *param, double *const *out)
{
    static const double weight[SPANS] = {4, 2, 1};
    struct window_sum   bought[SPANS] = {0}, moved[SPANS] = {0};
    spans_of(param, bought);
    spans_of(param, moved);
    for (size_t i = 1; i < in->count; i++) {
        double sum = 0, up = pressure(in, i), range = true_range(in, i);
        for (size_t k = 0; k < SPANS; k++) {
            size_t period = moved[k].period;
            bool   full   = i > period;
            double part   = window_add(&bought[k], up, full ? pressure(in, i - period) : 0);
            sum += weight[k] * percent(part, window_add(&moved[k], range, full ? true_range(in, i - period) : 0));
        }
        if (i >= moved[SPANS - 1].period) out[0][i] = sum / 7;
    }
}

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
    .run       = run,
};
