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
    out[0][i] = s->spread.mean != 0 ? 2 * width / s->spread.mean : 0;
}
STREAM(step)

const struct indicator indicator_bbw = {
    .name      = "bbw",
    .title     = "Bollinger Bandwidth",
    .group     = "Volatility",
    .about     = "Upper less lower Bollinger band over the middle.",
    .reference = "Bollinger on Bollinger Bands, 2001",
    .params    = {{"period", 2, PERIOD_MAX, 20, "bars in the window"},
                  {"deviations", 0.1, 100, 2, "half of the width, in deviations"}},
    .fractional = 1 << 1,
    .outputs   = {"bbw"},
    .uses      = USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
