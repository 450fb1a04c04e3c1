#include "ta/kernel.h"

struct state {
    double index;
};

static size_t warmup(const double *) { return 0; }

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    if (i == 0) s->index = 1000;
    if (i > 0 && in->volume[i] < in->volume[i - 1] && in->close[i - 1] != 0)
        s->index += (in->close[i] - in->close[i - 1]) / in->close[i - 1] * s->index;
    out[0][i] = s->index;
}
STREAM(step)

const struct indicator indicator_nvi = {
    .name      = "nvi",
    .title     = "Negative Volume Index",
    .group     = "Volume",
    .about     = "Index from 1000 on that takes the return of every bar whose volume fell.",
    .reference = "Fosback, Stock Market Logic, 1976; as Tulip",
    .outputs   = {"nvi"},
    .uses      = USES_CLOSE | USES_VOLUME,
    .stability = HISTORICAL,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
