#include "ta/extreme.h"

struct state {
    size_t best;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    if (i + 1 < period) return;
    s->best   = index_push(s->best, in->close, i, period, 1);
    out[0][i] = (double)s->best;
}
STREAM(step)

const struct indicator indicator_maxindex = {
    .name      = "maxindex",
    .title     = "Index of the Highest Value",
    .group     = "Math operators",
    .about     = "Number of the bar, from the first of the series on, with the highest close of the window.",
    .reference = "Elementary; as in TA-Lib",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars in the window"}},
    .outputs   = {"maxindex"},
    .uses      = USES_CLOSE,
    .stability = HISTORICAL,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
