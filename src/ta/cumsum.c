#include "ta/kernel.h"

struct state {
    double sum;
};

static size_t warmup(const double *) { return 0; }

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    out[0][i] = s->sum += in->close[i];
}
STREAM(step)

const struct indicator indicator_cumsum = {
    .name      = "cumsum",
    .title     = "Cumulative Sum",
    .group     = "Math operators",
    .about     = "Sum of all closes since the first bar.",
    .reference = "Elementary",
    .outputs   = {"cumsum"},
    .uses      = USES_CLOSE,
    .stability = CUMULATIVE,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    STREAMED,
};
