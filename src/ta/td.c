#include "ta/kernel.h"

struct state {
    double run;
};

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i < warmup(param)) return;
    double side = sign_of(in->close[i] - in->close[i - warmup(param)]);
    s->run    = s->run * side > 0 ? s->run + side : side;
    out[0][i] = s->run;
}
STREAM(step)

const struct indicator indicator_td = {
    .name      = "td",
    .title     = "TD Setup",
    .group     = "Momentum",
    .about     = "How many closes in a row stood above the close `span` bars before, or, below 0, under it; at 9 DeMark calls a setup "
                 "complete.",
    .reference = "DeMark, The New Science of Technical Analysis, 1994",
    .params    = {{"span", 1, PERIOD_MAX, 4, "bars between the two closes"}},
    .outputs   = {"td"},
    .uses      = USES_CLOSE,
    .stability = HISTORICAL,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
