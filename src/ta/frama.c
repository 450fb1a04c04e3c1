#include "ta/kernel.h"

static double span(const struct series_in *in, size_t i, size_t period)
{
    double high = in->high[i], low = in->low[i];
    for (size_t k = i + 1 - period; k < i; k++) high = larger(high, in->high[k]), low = smaller(low, in->low[k]);
    return high - low;
}

struct state {
    double value, dimension;
};

static size_t warmup(const double *param) { return 2 * ((size_t)param[0] / 2) - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t half = (size_t)param[0] / 2, period = 2 * half;
    double price = (in->high[i] + in->low[i]) / 2;
    if (i + 1 < period) return;
    if (i + 1 == period) s->value = price;
    double near = span(in, i, half) / (double)half, far = span(in, i - half, half) / (double)half;
    double all  = span(in, i, period) / (double)period;
    if (near > 0 && far > 0 && all > 0) s->dimension = log2((near + far) / all);
    s->value += (price - s->value) * smaller(larger(exp(-4.6 * (s->dimension - 1)), 0.01), 1);
    out[0][i] = s->value;
}
STREAM(step)

const struct indicator indicator_frama = {
    .name      = "frama",
    .title     = "Fractal Adaptive Moving Average",
    .group     = "Moving averages",
    .about     = "Exponential mean whose weight follows the fractal dimension of the window: fast on a "
                 "straight way, slow on a jagged one.",
    .reference = "Ehlers, Fractal Adaptive Moving Average, Stocks & Commodities 23:10, 2005",
    .params    = {{"period", 2, 10000, 16, "bars in the window; an odd number counts as one less"}},
    .outputs   = {"frama"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
