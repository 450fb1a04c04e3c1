#include "ta/kernel.h"

struct middle {                 /* between the highest high and the lowest low of a window that ends `late` bars ago */
    struct peak top, bottom;
    size_t      late;
};

struct state {
    struct middle conversion, base, span_conversion, span_base, span;
};

static size_t warmup(const double *param)
{
    return (size_t)larger(param[0], larger(param[1], param[2])) - 1 + (size_t)param[3];
}

static void middle_begin(struct middle *m, const struct series_in *in, double period, double late)
{
    peak_open(&m->top, in->high, (size_t)period, 1);
    peak_open(&m->bottom, in->low, (size_t)period, -1);
    m->late = (size_t)late;
}

static double middle_at(struct middle *m, const struct series_in *in, size_t i)
{
    if (i + 1 < m->top.period + m->late) return 0;
    return (in->high[peak_at(&m->top, i - m->late)] + in->low[peak_at(&m->bottom, i - m->late)]) / 2;
}

static void begin(struct state *s, const struct series_in *in, const double *param)
{
    middle_begin(&s->conversion, in, param[0], 0);
    middle_begin(&s->base, in, param[1], 0);
    middle_begin(&s->span_conversion, in, param[0], param[3]);
    middle_begin(&s->span_base, in, param[1], param[3]);
    middle_begin(&s->span, in, param[2], param[3]);
}

/* The two spans are drawn `shift` bars ahead: at a bar stands what was known that many bars before. The lagging
 * span, the close drawn back in time, would look ahead and is left out. */
static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    double quick = middle_at(&s->conversion, in, i), slow = middle_at(&s->base, in, i);
    double first = (middle_at(&s->span_conversion, in, i) + middle_at(&s->span_base, in, i)) / 2, second = middle_at(&s->span, in, i);
    if (i < warmup(param)) return;
    out[0][i] = quick;
    out[1][i] = slow;
    out[2][i] = first;
    out[3][i] = second;
}
STREAM_FROM(begin, step)

const struct indicator indicator_ichimoku = {
    .name      = "ichimoku",
    .title     = "Ichimoku Cloud",
    .group     = "Channels",
    .about     = "Middles of the ranges of three windows. Between the two spans, drawn ahead, lies the cloud: a "
                 "price above it is in an upward trend, below it in a downward one.",
    .reference = "Hosoda, Ichimoku Kinko Hyo, 1969",
    .params    = {{"conversion", 1, PERIOD_MAX, 9, "bars of the conversion line"},
                  {"base", 1, PERIOD_MAX, 26, "bars of the base line"},
                  {"span", 1, PERIOD_MAX, 52, "bars of the second span"},
                  {"shift", 0, PERIOD_MAX, 26, "bars that the spans are drawn ahead"}},
    .outputs   = {"conversion", "base", "span_a", "span_b"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
