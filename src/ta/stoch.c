#include "ta/average.h"
#include "ta/wide.h"

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

struct wide {
    struct wide_peak top, bottom;
    struct wide_mean slow_k, slow_d;
};

static bool simple(const double *param)
{
    return param[2] == AVERAGE_SMA && param[4] == AVERAGE_SMA && larger(param[0], larger(param[1], param[3])) <= WIDE_MAX;
}

INLINED void wide_begin(struct wide *s, const double *param)
{
    wide_peak_begin(&s->top, param[0]);
    wide_peak_begin(&s->bottom, param[0]);
    wide_mean_begin(&s->slow_k, param[1]);
    wide_mean_begin(&s->slow_d, param[3]);
}

INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *param, size_t i, size_t lane, double *const *out)
{
    lanes  high = wide_peak_push(&s->top, tile_at(in->high, i, lane)), low = -wide_peak_push(&s->bottom, -tile_at(in->low, i, lane));
    size_t begin = s->top.period - 1, full = begin + s->slow_k.sum.period - 1;
    if (i < begin) return;
    lanes slow_k = wide_mean_push(&s->slow_k, wide_percent(tile_at(in->close, i, lane) - low, high - low));
    if (i < full) return;
    lanes slow_d = wide_mean_push(&s->slow_d, slow_k);
    if (i < full + (size_t)param[3] - 1) return;
    tile_put(out[0], i, lane, slow_k);
    tile_put(out[1], i, lane, slow_d);
}
TILED(simple)

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
    .choices   = {[2] = average_kinds, [4] = average_kinds},
    .outputs   = {"slowk", "slowd"},
    .uses      = USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
    .tile      = tile,
};
