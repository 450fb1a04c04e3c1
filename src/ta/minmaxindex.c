#include "ta/kernel.h"

struct state {
    struct peak low, high;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) peak_open(&s->low, in->close, (size_t)param[0], -1);
    if (i == 0) peak_open(&s->high, in->close, (size_t)param[0], 1);
    if (i < warmup(param)) return;
    out[0][i] = (double)peak_at(&s->low, i);
    out[1][i] = (double)peak_at(&s->high, i);
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
    .stability = CUMULATIVE,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
