#include "ta/kernel.h"

struct state {
    double sum;
};

static size_t warmup(const double *) { return 0; }

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    if (i > 0 && in->close[i - 1] != 0) s->sum += (in->close[i] - in->close[i - 1]) / in->close[i - 1] * in->volume[i];
    out[0][i] = s->sum;
}
STREAM(step)

const struct indicator indicator_pvt = {
    .name      = "pvt",
    .title     = "Price Volume Trend",
    .group     = "Volume",
    .about     = "Sum of volume times return.",
    .reference = "Achelis, Technical Analysis from A to Z, 2000",
    .outputs   = {"pvt"},
    .uses      = USES_CLOSE | USES_VOLUME,
    .stability = CUMULATIVE,
    .scaling   = SCALES_WITH_VOLUME,
    .warmup    = warmup,
    STREAMED,
};
