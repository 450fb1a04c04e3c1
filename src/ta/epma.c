#include "ta/kernel.h"

struct state {
    struct window_ramp line;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) s->line = (struct window_ramp){.period = (size_t)param[0]};
    window_ramp_add(&s->line, in->close[i], value_before(in->close, i, s->line.period));
    if (i + 1 < s->line.period) return;
    out[0][i] = s->line.sum / param[0] + window_slope(&s->line) * ((param[0] - 1) / 2 + param[1]);
}
STREAM(step)

const struct indicator indicator_epma = {
    .name      = "epma",
    .title     = "End Point Moving Average",
    .group     = "Moving averages",
    .about     = "Last point of the least-squares line through the window, `offset` bars on.",
    .reference = "Lafferty, The End Point Moving Average, Stocks & Commodities 13:10, 1995",
    .params    = {{"period", 2, PERIOD_MAX, 10, "bars in the window"},
                  {"offset", -1000, 1000, 0, "bars beyond the newest"}},
    .outputs   = {"epma"},
    .uses      = USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
