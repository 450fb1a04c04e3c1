#include "ta/kernel.h"

struct pair {                   /* twice the weighted mean of half the window less that of the whole window */
    struct window_ramp half, whole;
};

struct state {
    struct pair        now, then;
    struct window_ramp outer;
};

static size_t root_of(const double *param) { return (size_t)sqrt(param[0]); }

static size_t warmup(const double *param) { return (size_t)param[0] - 1 + root_of(param) - 1; }

static void begin(struct state *s, const struct series_in *, const double *param)
{
    s->now   = s->then = (struct pair){{.period = (size_t)param[0] / 2}, {.period = (size_t)param[0]}};
    s->outer = (struct window_ramp){.period = root_of(param)};
}

static double mean(struct window_ramp *w, const double *x, size_t i)
{
    window_ramp_add(w, x[i], value_before(x, i, w->period));
    return w->ramp / ((double)w->period * ((double)w->period + 1) / 2);
}

static double pair_push(struct pair *p, const double *x, size_t i)
{
    double half = mean(&p->half, x, i), whole = mean(&p->whole, x, i);
    return i + 1 >= p->whole.period ? 2 * half - whole : 0;
}

/* What leaves the outer mean is computed once more, that many bars behind, so nothing needs to be kept. */
static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t root  = s->outer.period;
    double added = pair_push(&s->now, in->close, i), gone = i >= root ? pair_push(&s->then, in->close, i - root) : 0;
    window_ramp_add(&s->outer, added, gone);
    if (i >= warmup(param)) out[0][i] = s->outer.ramp / ((double)root * ((double)root + 1) / 2);
}
STREAM_FROM(begin, step)

const struct indicator indicator_hma = {
    .name      = "hma",
    .title     = "Hull Moving Average",
    .group     = "Moving averages",
    .about     = "Weighted mean of twice the mean of half the window less the mean of the whole: smooth, with "
                 "hardly any lag, and it overshoots at turns.",
    .reference = "Hull, How to Reduce Lag in a Moving Average, 2005",
    .params    = {{"period", 2, PERIOD_MAX, 16, "bars in the window"}},
    .outputs   = {"hma"},
    .uses      = USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
