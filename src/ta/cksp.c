#include "ta/block.h"

struct state {
    struct peak  top, bottom;
    struct ema   range;
    struct block above, below;                  /* of the stops before they are smoothed */
};

static size_t warmup(const double *param) { return (size_t)param[0] + (size_t)param[2] - 1; }

static void begin(struct state *s, const struct series_in *in, const double *param)
{
    peak_open(&s->top, in->high, (size_t)param[0], 1);
    peak_open(&s->bottom, in->low, (size_t)param[0], -1);
    s->range = wilder_of(param[0]);
    block_begin(&s->above, (size_t)param[2]);
    block_begin(&s->below, (size_t)param[2]);
}

/* The range is full one bar after the extremes are. */
static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    double least, most, low, high;
    bool   ready = i > 0 && ema_push(&s->range, true_range(in, i));
    if (i + 1 < s->top.period) return;
    double highest = in->high[peak_at(&s->top, i)], lowest = in->low[peak_at(&s->bottom, i)];
    if (!ready) return;
    block_push(&s->above, highest - param[1] * s->range.value, &least, &high);
    block_push(&s->below, lowest + param[1] * s->range.value, &low, &most);
    if (i < warmup(param)) return;
    out[0][i] = high;
    out[1][i] = low;
}
STREAM_FROM(begin, step)

const struct indicator indicator_cksp = {
    .name       = "cksp",
    .title      = "Chande Kroll Stop",
    .group      = "Trend",
    .about      = "Stops of a long and of a short position: the highest high less a multiple of the average true range, and the lowest "
                  "low plus it, and the highest and lowest of these.",
    .reference  = "Chande and Kroll, The New Technical Trader, 1994",
    .params     = {{"period", 1, PERIOD_MAX, 10, "bars of the extremes and of the range"},
                   {"multiple", 0, 1000, 1, "average true ranges from the extreme"},
                   {"smoothing", 1, RING_MAX, 9, "bars of the extremes of the stops"}},
    .fractional = 1 << 1,
    .outputs    = {"long", "short"},
    .uses       = USES_HLC,
    .stability  = CONVERGING,
    .scaling    = SCALES_WITH_PRICE,
    .overlay    = true,
    .warmup     = warmup,
    STREAMED,
};
