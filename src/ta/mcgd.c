#include "ta/kernel.h"

struct state {
    double value;
};

static size_t warmup(const double *) { return 0; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0 || s->value <= 0) s->value = in->close[i];
    double ratio = in->close[i] / s->value;
    double slow  = param[1] * param[0] * ratio * ratio * ratio * ratio;
    if (s->value > 0) s->value += (in->close[i] - s->value) / larger(slow, 1);
    out[0][i] = s->value;
}
STREAM(step)

const struct indicator indicator_mcgd = {
    .name      = "mcgd",
    .title     = "McGinley Dynamic",
    .group     = "Moving averages",
    .about     = "Mean that slows down when the price falls away from it and hurries when the price rises.",
    .reference = "McGinley, Journal of Technical Analysis, 1997",
    .params    = {{"period", 1, PERIOD_MAX, 10, "bars of the smoothing"},
                  {"share", 0.1, 1, 1, "multiplier of the period, 0.6 in the original"}},
    .fractional = 1 << 1,
    .outputs   = {"mcgd"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
