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
    struct ema range;
};

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) s->range = wilder_of(param[0]);
    if (i == 0 || !ema_push(&s->range, true_range(in, i))) return;
    out[0][i] = highest(in->high, i, (size_t)param[0]) - param[1] * s->range.value;
    out[1][i] = lowest(in->low, i, (size_t)param[0]) + param[1] * s->range.value;
}
STREAM(step)

const struct indicator indicator_chandelier = {
    .name      = "chandelier",
    .title     = "Chandelier Exit",
    .group     = "Trend",
    .about     = "Highest high less, and lowest low plus, `multiple` average true ranges: where a trend is "
                 "left.",
    .reference = "LeBeau, Computer Analysis of the Futures Market, 1992; as Skender",
    .params    = {{"period", 1, 10000, 22, "bars in the window"},
                  {"multiple", 0.1, 100, 3, "average true ranges to the stop"}},
    .fractional = 1 << 1,
    .outputs   = {"long", "short"},
    .uses      = USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
