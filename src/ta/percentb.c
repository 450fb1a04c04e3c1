#include "ta/kernel.h"

struct state {
    struct window_spread spread;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    if (i == 0) s->spread = (struct window_spread){.period = period};
    window_spread_add(&s->spread, in->close[i], value_before(in->close, i, period));
    if (i + 1 < period) return;
    double width = param[1] * sqrt(s->spread.variance);
    out[0][i] = width > 1e-9 * fabs(s->spread.mean) ? 0.5 + (in->close[i] - s->spread.mean) / (2 * width) : 0.5;
}
STREAM(step)

const struct indicator indicator_percentb = {
    .name      = "percentb",
    .title     = "Bollinger %b",
    .group     = "Momentum",
    .about     = "Where the close stands between the Bollinger bands: 0 on the lower, 1 on the upper, 0.5 "
                 "where they have no width.",
    .reference = "Bollinger on Bollinger Bands, 2001",
    .params    = {{"period", 2, PERIOD_MAX, 20, "bars in the window"},
                  {"deviations", 0.1, 100, 2, "half of the width, in deviations"}},
    .fractional = 1 << 1,
    .outputs   = {"percentb"},
    .uses      = USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
