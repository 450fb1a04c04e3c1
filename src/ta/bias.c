#include "ta/kernel.h"

struct state {
    struct window_sum sum;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) s->sum = (struct window_sum){.period = (size_t)param[0]};
    double mean = window_add(&s->sum, in->close[i], value_before(in->close, i, s->sum.period)) / param[0];
    if (i + 1 >= s->sum.period) out[0][i] = mean != 0 ? in->close[i] / mean - 1 : 0;
}
STREAM(step)

const struct indicator indicator_bias = {
    .name      = "bias",
    .title     = "Bias",
    .group     = "Momentum",
    .about     = "Close over its mean, less 1.",
    .reference = "As in pandas-ta",
    .params    = {{"period", 1, PERIOD_MAX, 26, "bars in the window"}},
    .outputs   = {"bias"},
    .uses      = USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
