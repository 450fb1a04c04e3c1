#include "num/elementary.h"
#include "ta/means.h"

struct state {
    struct peak top, bottom;
    struct ema  mean[2];
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1 + 2 * ((size_t)param[1] - 1); }

static void begin(struct state *s, const struct series_in *in, const double *param)
{
    peak_open(&s->top, in->high, (size_t)param[0], 1);
    peak_open(&s->bottom, in->low, (size_t)param[0], -1);
    s->mean[0] = s->mean[1] = ema_of(param[1]);
}

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    if (i + 1 < s->top.period) return;
    double high = in->high[peak_at(&s->top, i)], low = in->low[peak_at(&s->bottom, i)];
    if (!chain_push(s->mean, 2, 0.1 * (percent(in->close[i] - low, high - low) - 50))) return;
    double power = exp_portable(s->mean[1].value);
    out[0][i] = (power - 1) / (power + 1);
}
STREAM_FROM(begin, step)

const struct indicator indicator_pso = {
    .name      = "pso",
    .title     = "Premier Stochastic Oscillator",
    .group     = "Momentum",
    .about     = "Stochastic about its middle, smoothed twice and bent into -1 to 1: it stays near the ends only in a strong trend.",
    .reference = "Leibfarth, Premier Stochastic Oscillator, Stocks & Commodities 26:8, 2008",
    .params    = {{"period", 1, PERIOD_MAX, 8, "bars of the stochastic"},
                  {"smoothing", 1, PERIOD_MAX, 5, "bars of each smoothing"}},
    .outputs   = {"pso"},
    .uses      = USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
