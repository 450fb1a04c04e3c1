#include "ta/kernel.h"

struct state {
    struct peak bottom;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void begin(struct state *s, const struct series_in *in, const double *param) { peak_open(&s->bottom, in->close, (size_t)param[0], -1); }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= warmup(param)) out[0][i] = in->close[peak_at(&s->bottom, i)];
}
STREAM_FROM(begin, step)

const struct indicator indicator_min = {
    .name      = "min",
    .title     = "Lowest Value",
    .group     = "Statistics",
    .about     = "Lowest of the last `period` closes.",
    .reference = "TA-Lib, MIN",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars in the window"}},
    .outputs   = {"min"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
