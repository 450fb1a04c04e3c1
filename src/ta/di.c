#include "ta/kernel.h"

struct state {
    struct direction sums;
};

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) s->sums = (struct direction){.period = param[0]};
    if (i == 0) return;
    direction_push(&s->sums, in, i);
    if (i < (size_t)param[0]) return;
    out[0][i] = percent(s->sums.plus, s->sums.range);
    out[1][i] = percent(s->sums.minus, s->sums.range);
}
STREAM(step)

const struct indicator indicator_di = {
    .name      = "di",
    .title     = "Directional Indicators",
    .group     = "Trend",
    .about     = "Movement up and movement down in percent of the true range, both at once.",
    .reference = "Wilder, New Concepts in Technical Trading Systems, 1978; begun as in TA-Lib",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars of the smoothing"}},
    .outputs   = {"plus", "minus"},
    .uses      = USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
