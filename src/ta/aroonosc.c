#include "ta/kernel.h"

struct state {
    struct peak top, bottom;
};

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void begin(struct state *s, const struct series_in *in, const double *param)
{
    peak_open(&s->top, in->high, (size_t)param[0] + 1, 1);
    peak_open(&s->bottom, in->low, (size_t)param[0] + 1, -1);
}

static void step(struct state *s, const struct series_in *, const double *param, size_t i, double *const *out)
{
    if (i < warmup(param)) return;
    double high = (double)peak_at(&s->top, i), low = (double)peak_at(&s->bottom, i);
    out[0][i] = 100 * (high - low) / param[0];
}
STREAM_FROM(begin, step)

const struct indicator indicator_aroonosc = {
    .name      = "aroonosc",
    .title     = "Aroon Oscillator",
    .group     = "Trend",
    .about     = "Aroon up less Aroon down, -100 to 100: which extreme of the window is the fresher one.",
    .reference = "Chande, A Time Price Oscillator, Stocks & Commodities 13:9, 1995",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars to look back"}},
    .outputs   = {"aroonosc"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
