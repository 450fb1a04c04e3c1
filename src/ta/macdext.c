#include "ta/average.h"

struct state {
    struct average  fast, slow;
    struct averaged signal;
};

struct pair {                   /* the quick and the calm mean; they change places when given the wrong way round */
    double fast, fast_kind, slow, slow_kind;
};

static struct pair pair_of(const double *param)
{
    if (param[2] < param[0]) return (struct pair){param[2], param[3], param[0], param[1]};
    return (struct pair){param[0], param[1], param[2], param[3]};
}

static struct average_set set_of(const double *param) { return (struct average_set){param[6], param[7]}; }

/* Bars before both means have a value. */
static size_t before_both(const double *param)
{
    struct pair p    = pair_of(param);
    size_t      fast = average_warmup(p.fast_kind, p.fast, set_of(param)), slow = average_warmup(p.slow_kind, p.slow, set_of(param));
    return fast > slow ? fast : slow;
}

static size_t warmup(const double *param) { return before_both(param) + average_warmup(param[5], param[4], set_of(param)); }

/* TA-Lib's start: both means have their first value at the same bar, so the one that needs less is begun later. */
static void begin(struct state *s, const struct series_in *, const double *param)
{
    struct pair        p    = pair_of(param);
    struct average_set set  = set_of(param);
    size_t             both = before_both(param);
    average_begin(&s->fast, p.fast_kind, p.fast, set, both - average_warmup(p.fast_kind, p.fast, set));
    average_begin(&s->slow, p.slow_kind, p.slow, set, both - average_warmup(p.slow_kind, p.slow, set));
    averaged_begin(&s->signal, param[5], param[4], set);
}

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    bool fast = average_push(&s->fast, in->close + i), slow = average_push(&s->slow, in->close + i);
    if (!fast || !slow) return;
    double macd = s->fast.value - s->slow.value;
    if (!averaged_push(&s->signal, macd)) return;
    out[0][i] = macd;
    out[1][i] = s->signal.average.value;
    out[2][i] = macd - s->signal.average.value;
}
STREAM_FROM(begin, step)

const struct indicator indicator_macdext = {
    .name      = "macdext",
    .title     = "MACD with chosen means",
    .group     = "Momentum",
    .about     = "Fast mean of the close less the slow one, the signal, a mean of that, and the distance between the two; "
                 "each mean of a kind of its own.",
    .reference = "Appel, The Moving Average Convergence-Divergence Method, 1979; begun as in TA-Lib",
    .params    = {{"fast", 2, PERIOD_MAX, 12, "bars of the fast mean"}, AVERAGE_KIND("fast_type", AVERAGE_SMA),
                  {"slow", 2, PERIOD_MAX, 26, "bars of the slow mean"}, AVERAGE_KIND("slow_type", AVERAGE_SMA),
                  {"signal", 1, RING_MAX, 9, "bars of the signal"}, AVERAGE_KIND("signal_type", AVERAGE_SMA),
                  UNSTABLE, METASTOCK},
    .choices   = {[1] = average_kinds, [3] = average_kinds, [5] = average_kinds},
    .outputs   = {"macd", "signal", "hist"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    STREAMED,
};
