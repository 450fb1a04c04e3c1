#include "ta/kernel.h"

struct state {
    struct peak top, bottom;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void begin(struct state *s, const struct series_in *in, const double *param)
{
    peak_open(&s->top, in->close, (size_t)param[0], 1);
    peak_open(&s->bottom, in->close, (size_t)param[0], -1);
}

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i < warmup(param)) return;
    out[0][i] = in->close[peak_at(&s->bottom, i)];
    out[1][i] = in->close[peak_at(&s->top, i)];
}
STREAM_FROM(begin, step)

const struct indicator indicator_minmax = {
    .name      = "minmax",
    .title     = "Lowest and Highest Values",
    .group     = "Statistics",
    .about     = "Lowest and highest of the last `period` closes.",
    .reference = "TA-Lib, MINMAX",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars in the window"}},
    .outputs   = {"min", "max"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
