#include "ta/kernel.h"

static double highest(const double *x, size_t i, size_t period)
{
    double best = x[i];
    for (size_t k = i + 1 - period; k < i; k++) best = larger(best, x[k]);
    return best;
}

static double lowest(const double *x, size_t i, size_t period)
{
    double best = x[i];
    for (size_t k = i + 1 - period; k < i; k++) best = smaller(best, x[k]);
    return best;
}

struct state {
    struct ema far, far2, range, range2, signal;
};

static size_t warmup(const double *param) { return (size_t)(param[0] + param[1] + param[2] + param[3]) - 4; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    if (i == 0) {
        s->far    = s->range = ema_of(param[1]);
        s->far2   = s->range2 = ema_of(param[2]);
        s->signal = ema_of(param[3]);
    }
    if (i + 1 < period) return;
    double high = highest(in->high, i, period), low = lowest(in->low, i, period);
    (void)ema_push(&s->range, high - low);
    if (!ema_push(&s->far, in->close[i] - (high + low) / 2)) return;
    (void)ema_push(&s->range2, s->range.value);
    if (!ema_push(&s->far2, s->far.value)) return;
    double value = percent(s->far2.value, s->range2.value / 2);
    if (!ema_push(&s->signal, value)) return;
    out[0][i] = value;
    out[1][i] = s->signal.value;
}
STREAM(step)

const struct indicator indicator_smi = {
    .name      = "smi",
    .title     = "Stochastic Momentum Index",
    .group     = "Momentum",
    .about     = "Distance of the close from the middle of the window, twice smoothed, over half of the range, "
                 "twice smoothed.",
    .reference = "Blau, Momentum, Direction and Divergence, 1995; as Skender",
    .params    = {{"period", 1, 10000, 13, "bars in the window"},
                  {"first", 1, PERIOD_MAX, 25, "bars of the first smoothing"},
                  {"second", 1, PERIOD_MAX, 2, "bars of the second smoothing"},
                  {"signal", 1, PERIOD_MAX, 3, "bars of the signal"}},
    .outputs   = {"smi", "signal"},
    .uses      = USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
