#include "ta/kernel.h"

struct state {
    struct ema range;
    struct window_sum sum;
};

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) s->range = ema_of(param[0]), s->sum.period = (size_t)param[0];
    double total = window_add(&s->sum, in->close[i], value_before(in->close, i, s->sum.period));
    if (i == 0 || !ema_push(&s->range, true_range(in, i))) return;
    out[0][i] = s->range.value > 0 ? (in->close[i] - total / param[0]) / s->range.value : 0;
}
STREAM(step)

const struct indicator indicator_pgo = {
    .name      = "pgo",
    .title     = "Pretty Good Oscillator",
    .group     = "Momentum",
    .about     = "Distance of the close from its mean, in exponential means of the true range.",
    .reference = "Johnson, Pretty Good Oscillator, 2004",
    .params    = {{"period", 1, PERIOD_MAX, 14, "bars in the window"}},
    .outputs   = {"pgo"},
    .uses      = USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
