#include "ta/kernel.h"

struct state {
    double total;
};

static size_t warmup(const double *) { return 0; }

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    out[0][i] = s->total += money_flow(in, i);
}
STREAM(step)

const struct indicator indicator_ad = {
    .name      = "ad",
    .title     = "Chaikin A/D Line",
    .group     = "Volume",
    .about     = "Total, since the first bar, of the volumes weighed by where the close stood in the bar, from -1 "
                 "at the low to 1 at the high. Only its changes mean something, not its height.",
    .reference = "Achelis, Technical Analysis from A to Z, 2000",
    .outputs   = {"ad"},
    .uses      = USES_HLC | USES_VOLUME,
    .stability = CUMULATIVE,
    .scaling   = SCALES_WITH_VOLUME,
    .warmup    = warmup,
    STREAMED,
};
