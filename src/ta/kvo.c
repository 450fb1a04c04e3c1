#include "ta/kernel.h"

struct state {
    double side, span;         /* of the trend: 1, -1, or 0 before the first; ranges added up */
    double fast, slow;
};

static size_t warmup(const double *) { return 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) return;
    double now = in->high[i] + in->low[i] + in->close[i], last = in->high[i - 1] + in->low[i - 1] + in->close[i - 1];
    double side = now != last ? sign_of(now - last) : s->side, range = in->high[i] - in->low[i];
    if (side != s->side) s->span = in->high[i - 1] - in->low[i - 1];
    s->side  = side;
    s->span += range;
    double share = s->span > 0 ? fabs(range / s->span * 2 - 1) : 1;
    double force = in->volume[i] * share * 100 * (side > 0 ? 1 : -1);
    s->fast = i == 1 ? force : s->fast + (force - s->fast) * 2 / (param[0] + 1);
    s->slow = i == 1 ? force : s->slow + (force - s->slow) * 2 / (param[1] + 1);
    out[0][i] = s->fast - s->slow;
}
STREAM(step)

const struct indicator indicator_kvo = {
    .name      = "kvo",
    .title     = "Klinger Volume Oscillator",
    .group     = "Volume",
    .about     = "Fast less slow exponential mean of the volume force: volume, signed by the trend, times how "
                 "the range of the bar stands in that of the trend.",
    .reference = "Klinger, Identifying Trends with Volume Analysis, Stocks & Commodities 15:12, 1997; as Tulip",
    .params    = {{"fast", 1, PERIOD_MAX, 34, "bars of the fast mean"},
                  {"slow", 1, PERIOD_MAX, 55, "bars of the slow mean"}},
    .outputs   = {"kvo"},
    .uses      = USES_HLC | USES_VOLUME,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_VOLUME,
    .warmup    = warmup,
    STREAMED,
};
