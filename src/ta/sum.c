#include "ta/kernel.h"

struct state {
    struct window_sum sum;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void begin(struct state *s, const struct series_in *, const double *param) { s->sum = (struct window_sum){.period = (size_t)param[0]}; }

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    double total = window_add(&s->sum, in->close[i], value_before(in->close, i, s->sum.period));
    if (i + 1 >= s->sum.period) out[0][i] = total;
}
STREAM_FROM(begin, step)

const struct indicator indicator_sum = {
    .name      = "sum",
    .title     = "Sum",
    .group     = "Statistics",
    .about     = "Sum of the last `period` closes.",
    .reference = "TA-Lib, SUM",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars in the window"}},
    .outputs   = {"sum"},
    .uses      = USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    STREAMED,
};
