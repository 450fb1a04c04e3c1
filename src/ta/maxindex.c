#include "ta/kernel.h"

struct state {
    struct peak peak;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) peak_open(&s->peak, in->close, (size_t)param[0], 1);
    if (i >= warmup(param)) out[0][i] = (double)peak_at(&s->peak, i);
}
STREAM(step)

const struct indicator indicator_maxindex = {
    .name      = "maxindex",
    .title     = "Index of the Highest Value",
    .group     = "Math operators",
    .about     = "Number of the bar, from the first of the series on, with the highest close of the window; "
                 "the latest of equals.",
    .reference = "Elementary; as in TA-Lib",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars in the window"}},
    .outputs   = {"maxindex"},
    .uses      = USES_CLOSE,
    .stability = CUMULATIVE,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
