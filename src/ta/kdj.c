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
    double k, d;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    if (i + 1 < period) return;
    double low = lowest(in->low, i, period), fast = percent(in->close[i] - low, highest(in->high, i, period) - low);
    bool   first = i + 1 == period;
    s->k = first ? fast : s->k + (fast - s->k) / param[1];
    s->d = first ? s->k : s->d + (s->k - s->d) / param[1];
    out[0][i] = s->k;
    out[1][i] = s->d;
    out[2][i] = 3 * s->k - 2 * s->d;
}
STREAM(step)

const struct indicator indicator_kdj = {
    .name      = "kdj",
    .title     = "KDJ",
    .group     = "Momentum",
    .about     = "Stochastic smoothed by Wilder's mean (K), that once more (D), and 3 K - 2 D.",
    .reference = "As pandas-ta; the first values are the plain stochastic",
    .params    = {{"period", 1, 10000, 9, "bars in the window"},
                  {"signal", 1, PERIOD_MAX, 3, "bars of both smoothings"}},
    .outputs   = {"k", "d", "j"},
    .uses      = USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
