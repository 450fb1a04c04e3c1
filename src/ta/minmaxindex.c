#include "ta/extreme.h"

struct state {
    size_t low, high;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    if (i + 1 < period) return;
    s->low    = index_push(s->low, in->close, i, period, -1);
    s->high   = index_push(s->high, in->close, i, period, 1);
    out[0][i] = (double)s->low;
    out[1][i] = (double)s->high;
}
STREAM(step)

const struct indicator indicator_minmaxindex = {
    .name      = "minmaxindex",
    .title     = "Indexes of the Lowest and Highest Values",
    .group     = "Math operators",
    .about     = "Numbers of the bars, from the first of the series on, with the lowest and the highest close "
                 "of the window.",
    .reference = "Elementary; as in TA-Lib",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars in the window"}},
    .outputs   = {"min", "max"},
    .uses      = USES_CLOSE,
    .stability = HISTORICAL,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
