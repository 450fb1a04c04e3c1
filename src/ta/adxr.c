#include "ta/kernel.h"

struct trend {
    struct direction direction;
    struct ema       mean;
};

struct state {
    struct trend now, then;
};

static size_t warmup(const double *param) { return 3 * (size_t)param[0] - 2 + (size_t)param[1]; }

static void begin(struct state *s, const struct series_in *, const double *param)
{
    s->now = s->then = (struct trend){{.period = param[0]}, wilder_of(param[0])};
}

static void trend_push(struct trend *t, const struct series_in *in, size_t i)
{
    direction_push(&t->direction, in, i);
    if ((double)i >= t->direction.period) (void)ema_push(&t->mean, direction_index(&t->direction));
}

/* The earlier value is computed once more, period - 1 bars behind, so nothing needs to be kept. */
static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t late = (size_t)param[0] - 1;
    if (i == 0) return;
    trend_push(&s->now, in, i);
    if (i > late) trend_push(&s->then, in, i - late);
    if (i >= warmup(param)) out[0][i] = (s->now.mean.value + s->then.mean.value) / 2;
}
STREAM_FROM(begin, step)

const struct indicator indicator_adxr = {
    .name      = "adxr",
    .title     = "Average Directional Movement Index Rating",
    .group     = "Trend",
    .about     = "Middle between the average directional movement index and its value period - 1 bars ago.",
    .reference = "Wilder, New Concepts in Technical Trading Systems, 1978; the lag is that of TA-Lib",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars of Wilder's smoothing"},
                  UNSTABLE},
    .outputs   = {"adxr"},
    .uses      = USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
