#include "ta/kernel.h"

static size_t warmup(const double *param) { return 3 * (size_t)param[0] - 2; }

struct trend {
    struct direction direction;
    struct ema       mean;
};

static void trend_push(struct trend *t, const struct series_in *in, size_t i)
{
    direction_push(&t->direction, in, i);
    if ((double)i >= t->direction.period) (void)ema_push(&t->mean, direction_index(&t->direction));
}

/* The earlier value is computed once more, period - 1 bars behind, so nothing needs to be kept. */
static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct trend now  = {{.period = param[0]}, wilder_of(param[0])}, then = now;
    size_t       late = (size_t)param[0] - 1, warm = warmup(param);
    for (size_t i = 1; i < in->count; i++) {
        trend_push(&now, in, i);
        if (i > late) trend_push(&then, in, i - late);
        if (i >= warm) out[0][i] = (now.mean.value + then.mean.value) / 2;
    }
}

const struct indicator indicator_adxr = {
    .name      = "adxr",
    .title     = "Average Directional Movement Index Rating",
    .group     = "Trend",
    .about     = "Middle between the average directional movement index and its value period - 1 bars ago.",
    .reference = "Wilder, New Concepts in Technical Trading Systems, 1978; the lag is that of TA-Lib",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars of Wilder's smoothing"}},
    .outputs   = {"adxr"},
    .uses      = USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
};
