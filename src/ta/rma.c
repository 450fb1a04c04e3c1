#include "ta/kernel.h"

struct state {
    struct ema mean;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) s->mean = wilder_of(param[0]);
    if (ema_push(&s->mean, in->close[i])) out[0][i] = s->mean.value;
}
STREAM(step)

const struct indicator indicator_rma = {
    .name      = "rma",
    .title     = "Wilder Moving Average",
    .group     = "Moving averages",
    .about     = "Exponential mean with the weight 1 / `period`, begun with the plain mean.",
    .reference = "Wilder, New Concepts in Technical Trading Systems, 1978; the wilders of Tulip, the smma of "
                 "others",
    .params    = {{"period", 1, PERIOD_MAX, 14, "bars of the smoothing"}},
    .outputs   = {"rma"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
