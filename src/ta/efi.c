#include "ta/kernel.h"

struct state {
    struct ema mean;
};

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) s->mean = ema_of(param[0]);
    if (i > 0 && ema_push(&s->mean, (in->close[i] - in->close[i - 1]) * in->volume[i])) out[0][i] = s->mean.value;
}
STREAM(step)

const struct indicator indicator_efi = {
    .name      = "efi",
    .title     = "Force Index",
    .group     = "Volume",
    .about     = "Exponential mean of the change of the close times the volume.",
    .reference = "Elder, Trading for a Living, 1993",
    .params    = {{"period", 1, PERIOD_MAX, 13, "bars of the mean"}},
    .outputs   = {"efi"},
    .uses      = USES_CLOSE | USES_VOLUME,
    .stability = CONVERGING,
    .scaling   = SCALES_OTHERWISE,
    .warmup    = warmup,
    STREAMED,
};
