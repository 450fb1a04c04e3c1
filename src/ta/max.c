#include "ta/kernel.h"

struct state {
    struct peak top;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void begin(struct state *s, const struct series_in *in, const double *param) { peak_open(&s->top, in->close, (size_t)param[0], 1); }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= warmup(param)) out[0][i] = in->close[peak_at(&s->top, i)];
}
STREAM_FROM(begin, step)

const struct indicator indicator_max = {
    .name      = "max",
    .title     = "Highest Value",
    .group     = "Statistics",
    .about     = "Highest of the last `period` closes.",
    .reference = "TA-Lib, MAX",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars in the window"}},
    .outputs   = {"max"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
