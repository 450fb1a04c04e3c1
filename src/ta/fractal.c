#include "ta/kernel.h"

struct state {
    double high, low;
};

static size_t warmup(const double *param) { return 2 * (size_t)param[0]; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t span = (size_t)param[0], at = i - span;
    if (i == 0) s->high = in->high[0], s->low = in->low[0];
    if (i < 2 * span) return;
    bool top = true, bottom = true;
    for (size_t k = at - span; k <= i; k++) {
        top    &= k == at || in->high[k] < in->high[at];
        bottom &= k == at || in->low[k] > in->low[at];
    }
    if (top) s->high = in->high[at];
    if (bottom) s->low = in->low[at];
    out[0][i] = s->high;
    out[1][i] = s->low;
}
STREAM(step)

const struct indicator indicator_fractal = {
    .name      = "fractal",
    .title     = "Williams Fractal",
    .group     = "Price levels",
    .about     = "The latest high that two bars on each side are below, and the latest low that two on each "
                 "side are above, known two bars later; the first high and low before there is one.",
    .reference = "Williams, Trading Chaos, 1995; nothing is drawn back, so nothing repaints",
    .params    = {{"span", 1, 1000, 2, "bars on each side"}},
    .outputs   = {"high", "low"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
