#include "ta/kernel.h"

struct state {
    double last, before;       /* values one and two bars ago */
};

static size_t warmup(const double *) { return 0; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) s->last = s->before = in->close[0];
    double angle = sqrt(2) * 3.14159265358979323846 / param[0], decay = exp(-angle);
    double c2 = 2 * decay * cos(angle), c3 = -decay * decay, value = in->close[i];
    if (i >= 2) value = (1 - c2 - c3) * in->close[i] + c2 * s->last + c3 * s->before;
    s->before = s->last;
    out[0][i] = s->last = value;
}
STREAM(step)

const struct indicator indicator_ssf = {
    .name      = "ssf",
    .title     = "Super Smoother Filter",
    .group     = "Moving averages",
    .about     = "Butterworth filter of two poles.",
    .reference = "Ehlers, Cybernetic Analysis for Stocks and Futures, 2004",
    .params    = {{"period", 2, 1000, 10, "bars of the shortest cycle that passes"}},
    .outputs   = {"ssf"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
