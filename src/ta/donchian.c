#include "ta/kernel.h"

struct state {
    struct peak top, bottom;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1 + (size_t)param[1]; }

static void begin(struct state *s, const struct series_in *in, const double *param)
{
    peak_open(&s->top, in->high, (size_t)param[0], 1);
    peak_open(&s->bottom, in->low, (size_t)param[0], -1);
}

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t late = (size_t)param[1];
    if (i < warmup(param)) return;
    double high = in->high[peak_at(&s->top, i - late)], low = in->low[peak_at(&s->bottom, i - late)];
    out[0][i] = high;
    out[1][i] = (high + low) / 2;
    out[2][i] = low;
}
STREAM_FROM(begin, step)

const struct indicator indicator_donchian = {
    .name      = "donchian",
    .title     = "Donchian Channel",
    .group     = "Channels",
    .about     = "Highest high and lowest low of the window and the middle between them. With `lag` 1 this bar is "
                 "left out, so that its close can break out of the channel.",
    .reference = "Donchian, High Finance in Copper, Financial Analysts Journal 16:6, 1960; lag 0 as TA-Lib 0.8 and "
                 "TradingView, lag 1 as Skender",
    .params    = {{"period", 1, PERIOD_MAX, 20, "bars in the window"},
                  {"lag", 0, 1, 0, "bars between the window and this bar"}},
    .outputs   = {"upper", "middle", "lower"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
