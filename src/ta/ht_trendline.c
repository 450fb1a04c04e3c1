#include "ta/hilbert.h"

struct state {
    struct hilbert cycle;
    struct trendline line;
};

static size_t warmup(const double *) { return 63; }

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    if (i < 37) return;
    hilbert_push(&s->cycle, in->close, i);
    double line = trendline_push(&s->line, &s->cycle, in->close, i);
    if (i >= 63) out[0][i] = line;
}
STREAM(step)

const struct indicator indicator_ht_trendline = {
    .name      = "ht_trendline",
    .title     = "Hilbert Transform: Instantaneous Trendline",
    .group     = "Moving averages",
    .about     = "Mean over one dominant cycle, weighted over four bars: the price without its cycle.",
    .reference = "Ehlers, Rocket Science for Traders, 2001; begun as in TA-Lib",
    .outputs   = {"trendline"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
