#include "ta/kernel.h"

struct state {
    struct window_spread spread;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void begin(struct state *s, const struct series_in *, const double *param) { s->spread = (struct window_spread){.period = (size_t)param[0]}; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    window_spread_add(&s->spread, in->close[i], value_before(in->close, i, s->spread.period));
    if (i + 1 >= s->spread.period) out[0][i] = param[1] * sqrt(s->spread.variance);
}
STREAM_FROM(begin, step)

const struct indicator indicator_stddev = {
    .name       = "stddev",
    .title      = "Standard Deviation",
    .group      = "Statistics",
    .about      = "Standard deviation of the last `period` closes, times `deviations`. It divides by the number of "
                  "bars, not by one less.",
    .reference  = "TA-Lib, STDDEV",
    .params     = {{"period", 2, PERIOD_MAX, 5, "bars in the window"},
                   {"deviations", 0, 1000, 1, "what the deviation is multiplied with"}},
    .fractional = 1 << 1,
    .outputs    = {"stddev"},
    .uses       = USES_CLOSE,
    .stability  = ROUNDING,
    .scaling    = SCALES_WITH_PRICE,
    .warmup     = warmup,
    STREAMED,
};
