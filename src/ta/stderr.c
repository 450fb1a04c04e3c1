#include "ta/kernel.h"

struct state {
    struct window_spread spread;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) s->spread = (struct window_spread){.period = (size_t)param[0]};
    window_spread_add(&s->spread, in->close[i], value_before(in->close, i, s->spread.period));
    if (i + 1 >= s->spread.period) out[0][i] = sqrt(s->spread.variance / param[0]);
}
STREAM(step)

const struct indicator indicator_stderr = {
    .name      = "stderr",
    .title     = "Standard Error",
    .group     = "Statistics",
    .about     = "Population deviation of the closes over the root of their number.",
    .reference = "As Tulip",
    .params    = {{"period", 1, PERIOD_MAX, 14, "bars in the window"}},
    .outputs   = {"stderr"},
    .uses      = USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    STREAMED,
};
