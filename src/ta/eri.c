#include "ta/kernel.h"

struct state {
    struct ema mean;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) s->mean = ema_of(param[0]);
    if (!ema_push(&s->mean, in->close[i])) return;
    out[0][i] = in->high[i] - s->mean.value;
    out[1][i] = in->low[i] - s->mean.value;
}
STREAM(step)

const struct indicator indicator_eri = {
    .name      = "eri",
    .title     = "Elder Ray Index",
    .group     = "Momentum",
    .about     = "High and low less the exponential mean of the close: the power of the bulls and of the "
                 "bears.",
    .reference = "Elder, Trading for a Living, 1993",
    .params    = {{"period", 1, PERIOD_MAX, 13, "bars of the mean"}},
    .outputs   = {"bull", "bear"},
    .uses      = USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    STREAMED,
};
