#include "ta/kernel.h"

struct middle {                 /* between the highest high and the lowest low of a window */
    struct peak top, bottom;
};

static size_t warmup(const double *param)
{
    return (size_t)larger(param[0], larger(param[1], param[2])) - 1 + (size_t)param[3];
}

static void middle_open(struct middle *m, const struct series_in *in, double period)
{
    peak_open(&m->top, in->high, (size_t)period, 1);
    peak_open(&m->bottom, in->low, (size_t)period, -1);
}

static double middle_at(struct middle *m, const struct series_in *in, size_t i)
{
    if (i + 1 < m->top.period) return 0;
    return (in->high[peak_at(&m->top, i)] + in->low[peak_at(&m->bottom, i)]) / 2;
}

/* The two spans are drawn `shift` bars ahead: at a bar stands what was known that many bars before. The lagging
 * span, the close drawn back in time, would look ahead and is left out. */
static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct middle conversion, base, wide;
    size_t        warm = warmup(param), shift = (size_t)param[3];
    middle_open(&conversion, in, param[0]);
    middle_open(&base, in, param[1]);
    middle_open(&wide, in, param[2]);
    for (size_t i = 0; i < in->count; i++) {
        double quick = middle_at(&conversion, in, i), slow = middle_at(&base, in, i), far = middle_at(&wide, in, i);
        if (i >= warm) {
            out[0][i] = quick;
            out[1][i] = slow;
        }
        if (i + shift < warm || i + shift >= in->count) continue;
        out[2][i + shift] = (quick + slow) / 2;
        out[3][i + shift] = far;
    }
}

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
    .run       = run,
};
