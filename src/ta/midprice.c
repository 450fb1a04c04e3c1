#include "ta/kernel.h"

struct state {
    struct peak top, bottom;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void begin(struct state *s, const struct series_in *in, const double *param)
{
    peak_open(&s->top, in->high, (size_t)param[0], 1);
    peak_open(&s->bottom, in->low, (size_t)param[0], -1);
}

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= warmup(param)) out[0][i] = (in->high[peak_at(&s->top, i)] + in->low[peak_at(&s->bottom, i)]) / 2;
}
STREAM_FROM(begin, step)

const struct indicator indicator_midprice = {
    .name      = "midprice",
    .title     = "Midpoint Price",
    .group     = "Moving averages",
    .about     = "Middle between the highest high and the lowest low of the last `period` bars.",
    .reference = "TA-Lib, MIDPRICE",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars in the window"}},
    .outputs   = {"midprice"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
