#include "ta/kernel.h"

struct state {
    struct direction direction;
};

static size_t warmup(const double *param) { return (size_t)param[0] + (size_t)param[1]; }

static void begin(struct state *s, const struct series_in *, const double *param) { s->direction = (struct direction){.period = param[0]}; }

/* At period 1 TA-Lib forgets the factor 100; here it is kept. */
static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) return;
    direction_push(&s->direction, in, i);
    if (i >= warmup(param)) out[0][i] = percent(s->direction.minus, s->direction.range);
}
STREAM_FROM(begin, step)

const struct indicator indicator_minus_di = {
    .name      = "minus_di",
    .title     = "Minus Directional Indicator",
    .group     = "Trend",
    .about     = "Share of the true range that new ground downward makes up, 0 to 100.",
    .reference = "Wilder, New Concepts in Technical Trading Systems, 1978; begun as in TA-Lib",
    .params    = {{"period", 1, PERIOD_MAX, 14, "bars of Wilder's smoothing"},
                  UNSTABLE},
    .outputs   = {"minus_di"},
    .uses      = USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
