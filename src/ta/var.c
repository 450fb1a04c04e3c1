#include "ta/kernel.h"

struct state {
    struct window_spread spread;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void begin(struct state *s, const struct series_in *, const double *param) { s->spread = (struct window_spread){.period = (size_t)param[0]}; }

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    window_spread_add(&s->spread, in->close[i], value_before(in->close, i, s->spread.period));
    if (i + 1 >= s->spread.period) out[0][i] = s->spread.variance;
}
STREAM_FROM(begin, step)

const struct indicator indicator_var = {
    .name      = "var",
    .title     = "Variance",
    .group     = "Statistics",
    .about     = "Variance of the last `period` closes. It divides by the number of bars, not by one less.",
    .reference = "TA-Lib, VAR, whose second parameter has no effect and is left out",
    .params    = {{"period", 1, PERIOD_MAX, 5, "bars in the window"}},
    .outputs   = {"var"},
    .uses      = USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALES_WITH_SQUARE,
    .warmup    = warmup,
    STREAMED,
};
