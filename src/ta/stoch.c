#include "ta/average.h"

struct state {
    struct peak     top, bottom;
    struct averaged slow_k, slow_d;
};

static struct average_set set_of(const double *param) { return (struct average_set){param[5], param[6]}; }

static size_t warmup(const double *param)
{
    return (size_t)param[0] - 1 + average_warmup(param[2], param[1], set_of(param)) + average_warmup(param[4], param[3], set_of(param));
}

static void begin(struct state *s, const struct series_in *in, const double *param)
{
    peak_open(&s->top, in->high, (size_t)param[0], 1);
    peak_open(&s->bottom, in->low, (size_t)param[0], -1);
    averaged_begin(&s->slow_k, param[2], param[1], set_of(param));
    averaged_begin(&s->slow_d, param[4], param[3], set_of(param));
}

/* %K of a window without any range is 0, as in TA-Lib. The mean of %K enters the mean of that only once it is full. */
static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    if (i + 1 < s->top.period) return;
    double high = in->high[peak_at(&s->top, i)], low = in->low[peak_at(&s->bottom, i)];
    if (!averaged_push(&s->slow_k, percent(in->close[i] - low, high - low))) return;
    double slow_k = s->slow_k.average.value;
    if (!averaged_push(&s->slow_d, slow_k)) return;
    out[0][i] = slow_k;
    out[1][i] = s->slow_d.average.value;
}
STREAM_FROM(begin, step)

const struct indicator indicator_stoch = {
    .name      = "stoch",
    .title     = "Stochastic",
    .group     = "Momentum",
    .about     = "Where the close stands between the lowest low and the highest high of the window, 0 to 100, "
                 "smoothed by a simple mean (slow %K), and the simple mean of that (slow %D).",
    .reference = "Lane, Lane's Stochastics, Stocks & Commodities 2:3, 1984",
    .params    = {{"fast_k", 1, PERIOD_MAX, 5, "bars in the window"},
                  {"slow_k", 1, RING_MAX, 3, "bars of the mean that makes slow %K"},
                  AVERAGE_KIND("slow_k_type", AVERAGE_SMA),
                  {"slow_d", 1, RING_MAX, 3, "bars of the mean of slow %K"},
                  AVERAGE_KIND("slow_d_type", AVERAGE_SMA), UNSTABLE, METASTOCK},
    .outputs   = {"slowk", "slowd"},
    .uses      = USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
