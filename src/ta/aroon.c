#include "ta/kernel.h"

struct state {
    struct peak top, bottom;
};

static size_t warmup(const double *param) { return (size_t)param[0]; }

/* The window is this bar and `period` before it; of equal extremes the latest counts, as in TA-Lib. */
static void begin(struct state *s, const struct series_in *in, const double *param)
{
    peak_open(&s->top, in->high, (size_t)param[0] + 1, 1);
    peak_open(&s->bottom, in->low, (size_t)param[0] + 1, -1);
}

static void step(struct state *s, const struct series_in *, const double *param, size_t i, double *const *out)
{
    if (i < warmup(param)) return;
    out[0][i] = 100 * (param[0] - (double)(i - peak_at(&s->bottom, i))) / param[0];
    out[1][i] = 100 * (param[0] - (double)(i - peak_at(&s->top, i))) / param[0];
}
STREAM_FROM(begin, step)

const struct indicator indicator_aroon = {
    .name      = "aroon",
    .title     = "Aroon",
    .group     = "Trend",
    .about     = "How fresh the lowest low and the highest high of the window are: 100 is this bar, 0 is `period` "
                 "bars ago.",
    .reference = "Chande, A Time Price Oscillator, Stocks & Commodities 13:9, 1995",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars to look back"}},
    .outputs   = {"aroondown", "aroonup"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
