#include "ta/kernel.h"

struct state {
    struct window_ramp line;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) s->line = (struct window_ramp){.period = (size_t)param[0]};
    window_ramp_add(&s->line, in->close[i], value_before(in->close, i, s->line.period));
    double forecast = s->line.sum / param[0] + window_slope(&s->line) * (param[0] + 1) / 2;
    if (i + 1 >= s->line.period) out[0][i] = percent(in->close[i] - forecast, in->close[i]);
}
STREAM(step)

const struct indicator indicator_cfo = {
    .name      = "cfo",
    .title     = "Chande Forecast Oscillator",
    .group     = "Momentum",
    .about     = "Close less what its own least-squares line forecasts for the next bar, in percent of the "
                 "close.",
    .reference = "Chande and Kroll, The New Technical Trader, 1994; as pandas-ta",
    .params    = {{"period", 3, PERIOD_MAX, 9, "bars in the window"}},
    .outputs   = {"cfo"},
    .uses      = USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
