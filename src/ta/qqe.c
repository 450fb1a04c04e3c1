#include "ta/moves.h"

struct state {
    struct moves moves;
    struct ema   smooth, once, twice;
    double       lower, upper;                  /* stops below and above */
    bool         rising, begun;
};

/* Wilder's smoothing of so many bars has the weight of an exponential mean of 2 n - 1. */
static double wilder_span(double period) { return 2 * period - 1; }

static size_t warmup(const double *param)
{
    return (size_t)param[0] + (size_t)param[1] - 1 + 1 + 2 * ((size_t)wilder_span(param[0]) - 1);
}

static void begin(struct state *s, const struct series_in *, const double *param)
{
    *s = (struct state){.smooth = ema_of(param[1]), .once = ema_of(wilder_span(param[0])), .twice = ema_of(wilder_span(param[0]))};
    moves_begin(&s->moves, param[0], 0, 0);
}

/* Each stop only follows, until the index has crossed it. */
static double follow(struct state *s, double last, double now, double reach)
{
    double lower = now - reach, upper = now + reach;
    bool   above = now > s->upper, below = now < s->lower;
    if (!s->begun) s->rising = true;
    else if (above || below) s->rising = above;
    s->lower = s->begun && last > s->lower && now > s->lower ? larger(s->lower, lower) : lower;
    s->upper = s->begun && last < s->upper && now < s->upper ? smaller(s->upper, upper) : upper;
    s->begun = true;
    return s->rising ? s->lower : s->upper;
}

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (!moves_push(&s->moves, in->close, i)) return;
    double last = s->smooth.value;
    bool   had  = s->smooth.seen == s->smooth.ready;
    if (!ema_push(&s->smooth, percent(s->moves.gained, s->moves.gained + s->moves.lost)) || !had) return;
    double now = s->smooth.value;
    if (!ema_push(&s->once, fabs(now - last)) || !ema_push(&s->twice, s->once.value)) return;
    out[1][i] = follow(s, last, now, param[2] * s->twice.value);
    out[0][i] = now;
}
STREAM_FROM(begin, step)

const struct indicator indicator_qqe = {
    .name       = "qqe",
    .title      = "Quantitative Qualitative Estimation",
    .group      = "Momentum",
    .about      = "Relative strength index, smoothed, and a stop that follows it at a multiple of its smoothed range.",
    .reference  = "Nawrocki 1998, as in pandas-ta-classic",
    .params     = {{"period", 2, PERIOD_MAX, 14, "bars of the index"},
                   {"smoothing", 1, PERIOD_MAX, 5, "bars of the mean of the index"},
                   {"factor", 0.1, 100, 4.236, "ranges from the index to its stop"}},
    .fractional = 1 << 2,
    .outputs    = {"qqe", "stop"},
    .uses       = USES_CLOSE,
    .stability  = HISTORICAL,
    .scaling    = SCALE_FREE,
    .warmup     = warmup,
    STREAMED,
};
