#include "ta/wide.h"

struct state {
    struct ema fast, slow, signal;
    size_t     late;            /* bars after which the fast mean begins */
};

static size_t warmup(const double *param)
{
    return (size_t)larger(param[0], param[1]) - 1 + (size_t)param[2] - 1 + 2 * (size_t)param[3];
}

/* TA-Lib's start: both means have their first value at the same bar, so the fast one is begun later, unless by Metastock's
 * rule; the two periods change places when they are given the wrong way round. */
static void begin(struct state *s, const struct series_in *, const double *param)
{
    s->fast   = ema_set(smaller(param[0], param[1]), param[3], param[4]);
    s->slow   = ema_set(larger(param[0], param[1]), param[3], param[4]);
    s->signal = ema_set(param[2], param[3], param[4]);
    s->late   = param[4] > 0 ? 0 : (size_t)(s->slow.period - s->fast.period);
}

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    if (i >= s->late) (void)ema_push(&s->fast, in->close[i]);       /* has its value when the slow one has */
    if (!ema_push(&s->slow, in->close[i])) return;
    double macd = s->fast.value - s->slow.value;
    if (!ema_push(&s->signal, macd)) return;
    out[0][i] = macd;
    out[1][i] = s->signal.value;
    out[2][i] = macd - s->signal.value;
}
STREAM_FROM(begin, step)

struct wide {
    struct wide_ema fast, slow, signal;
    size_t          late;
};

static bool classic(const double *param) { return param[4] == 0; }

INLINED void wide_begin(struct wide *s, const double *param)
{
    s->fast   = wide_ema_of(ema_set(smaller(param[0], param[1]), param[3], 0));
    s->slow   = wide_ema_of(ema_set(larger(param[0], param[1]), param[3], 0));
    s->signal = wide_ema_of(ema_set(param[2], param[3], 0));
    s->late   = (size_t)(s->slow.period - s->fast.period);
}

INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *, size_t i, size_t lane, double *const *out)
{
    lanes close = tile_at(in->close, i, lane);
    if (i >= s->late) (void)wide_ema_push(&s->fast, close);
    if (!wide_ema_push(&s->slow, close)) return;
    lanes macd = s->fast.value - s->slow.value;
    if (!wide_ema_push(&s->signal, macd)) return;
    tile_put(out[0], i, lane, macd);
    tile_put(out[1], i, lane, s->signal.value);
    tile_put(out[2], i, lane, macd - s->signal.value);
}
TILED(classic)

const struct indicator indicator_macd = {
    .name      = "macd",
    .title     = "Moving Average Convergence/Divergence",
    .group     = "Momentum",
    .about     = "Fast exponential mean of the close less the slow one, its own exponential mean as a signal, and "
                 "the distance of the two. Crossing the signal is read as a turn of the trend.",
    .reference = "Appel, The Moving Average Convergence-Divergence Method, 1979; begun as in TA-Lib",
    .params    = {{"fast", 2, PERIOD_MAX, 12, "bars of the fast mean"},
                  {"slow", 2, PERIOD_MAX, 26, "bars of the slow mean"},
                  {"signal", 1, PERIOD_MAX, 9, "bars of the signal"},
                  UNSTABLE, METASTOCK},
    .outputs   = {"macd", "signal", "hist"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    STREAMED,
    .tile      = tile,
};
