#include "ta/average.h"

struct state {
    struct peak     top, bottom;
    struct averaged fast_d;
};

static struct average_set set_of(const double *param) { return (struct average_set){param[3], param[4]}; }

static size_t warmup(const double *param) { return (size_t)param[0] - 1 + average_warmup(param[2], param[1], set_of(param)); }

static void begin(struct state *s, const struct series_in *in, const double *param)
{
    peak_open(&s->top, in->high, (size_t)param[0], 1);
    peak_open(&s->bottom, in->low, (size_t)param[0], -1);
    averaged_begin(&s->fast_d, param[2], param[1], set_of(param));
}

/* %K of a window without any range is 0, as in TA-Lib. */
static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    if (i + 1 < s->top.period) return;
    double high = in->high[peak_at(&s->top, i)], low = in->low[peak_at(&s->bottom, i)];
    double fast_k = percent(in->close[i] - low, high - low);
    if (!averaged_push(&s->fast_d, fast_k)) return;
    out[0][i] = fast_k;
    out[1][i] = s->fast_d.average.value;
}
STREAM_FROM(begin, step)

const struct indicator indicator_stochf = {
    .name      = "stochf",
    .title     = "Stochastic Fast",
    .group     = "Momentum",
    .about     = "Where the close stands between the lowest low and the highest high of the window, 0 to 100 (%K), "
                 "and the simple mean of that (%D).",
    .reference = "Lane, Lane's Stochastics, Stocks & Commodities 2:3, 1984",
    .params    = {{"fast_k", 1, PERIOD_MAX, 5, "bars in the window"},
                  {"fast_d", 1, RING_MAX, 3, "bars of the mean of %K"},
                  AVERAGE_KIND("fast_d_type", AVERAGE_SMA), UNSTABLE, METASTOCK},
    .choices   = {[2] = average_kinds},
    .outputs   = {"fastk", "fastd"},
    .uses      = USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
