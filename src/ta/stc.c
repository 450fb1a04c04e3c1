#include "ta/block.h"

struct stage {                  /* a stochastic and its smoothing */
    struct block block;
    double       k, value;
    size_t       seen;
};

struct state {
    struct ema   fast, slow;
    struct stage first, second;
};

static size_t warmup(const double *param) { return (size_t)larger(param[0], param[1]) - 1 + 2 * ((size_t)param[2] - 1); }

static void stage_begin(struct stage *g, size_t period)
{
    block_begin(&g->block, period);
    g->k = g->value = 0;
    g->seen = 0;
}

static void begin(struct state *s, const struct series_in *, const double *param)
{
    s->fast = ema_of(smaller(param[0], param[1]));
    s->slow = ema_of(larger(param[0], param[1]));
    stage_begin(&s->first, (size_t)param[2]);
    stage_begin(&s->second, (size_t)param[2]);
}

/* In a window without a range the place stays what it was. */
static bool stage_push(struct stage *g, double x, double factor)
{
    double low, high;
    block_push(&g->block, x, &low, &high);
    if (++g->seen < g->block.period) return false;
    if (high > low) g->k = percent(x - low, high - low);
    g->value = g->seen == g->block.period ? g->k : g->value + (g->k - g->value) * factor;
    return true;
}

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    (void)ema_push(&s->fast, in->close[i]);             /* has its value before the slow one */
    if (!ema_push(&s->slow, in->close[i])) return;
    if (!stage_push(&s->first, s->fast.value - s->slow.value, param[3])) return;
    if (stage_push(&s->second, s->first.value, param[3])) out[0][i] = s->second.value;
}
STREAM_FROM(begin, step)

const struct indicator indicator_stc = {
    .name       = "stc",
    .title      = "Schaff Trend Cycle",
    .group      = "Trend",
    .about      = "Distance of two exponential means, its place in its range, smoothed, and the place of that in its range, smoothed "
                  "again: 0 to 100.",
    .reference  = "Schaff 1999; Stocks & Commodities 28:9, 2010",
    .params     = {{"fast", 2, PERIOD_MAX, 23, "bars of the fast mean"},
                   {"slow", 2, PERIOD_MAX, 50, "bars of the slow mean"},
                   {"cycle", 2, RING_MAX, 10, "bars of each stochastic"},
                   {"factor", 0.05, 1, 0.5, "weight of the newest value in each smoothing"}},
    .fractional = 1 << 3,
    .outputs    = {"stc"},
    .uses       = USES_CLOSE,
    .stability  = CONVERGING,
    .scaling    = SCALE_FREE,
    .warmup     = warmup,
    STREAMED,
};
