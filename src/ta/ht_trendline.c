#include "ta/hilbert.h"

struct state {
    struct hilbert cycle;
    struct trendline line;
};

static size_t warmup(const double *param) { return 63 + (size_t)param[0]; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i < 37) return;
    hilbert_push(&s->cycle, in->close + i);
    double line = trendline_push(&s->line, &s->cycle, in->close, i);
    if (i >= warmup(param)) out[0][i] = line;
}
STREAM(step)

const struct indicator indicator_ht_trendline = {
    .name      = "ht_trendline",
    .title     = "Hilbert Transform: Instantaneous Trendline",
    .group     = "Moving averages",
    .about     = "Mean over one dominant cycle, weighted over four bars: the price without its cycle.",
    .reference = "Ehlers, Rocket Science for Traders, 2001; begun as in TA-Lib",
    .params    = {UNSTABLE},
    .outputs   = {"trendline"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
