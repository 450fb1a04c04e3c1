#include "ta/kernel.h"

struct state {
    double mean, twice;
    struct window_sum sum;
    struct window_ring ring;
};

static size_t warmup(const double *param) { return 16 + (size_t)param[0] - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    double range = in->high[i] - in->low[i];
    if (i == 0) window_ring_open(&s->ring, (size_t)param[0]), s->sum.period = (size_t)param[0], s->mean = range;
    s->mean += (range - s->mean) * 0.2;
    if (i == 8) s->twice = s->mean;
    if (i >= 8) s->twice += (s->mean - s->twice) * 0.2;
    if (i < 16) return;
    double ratio = s->twice > 0 ? s->mean / s->twice : 1;
    double total = window_add(&s->sum, ratio, window_ring_swap(&s->ring, ratio));
    if (i >= warmup(param)) out[0][i] = total;
}
STREAM(step)

const struct indicator indicator_massi = {
    .name      = "massi",
    .title     = "Mass Index",
    .group     = "Volatility",
    .about     = "Sum over the window of the mean range over the mean of that: above 27 and back below 26.5 a "
                 "reversal is due.",
    .reference = "Dorsey, The Mass Index, Stocks & Commodities 10:6, 1992; as Tulip's mass",
    .params    = {{"period", 1, RING_MAX, 25, "bars in the window"}},
    .outputs   = {"massi"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
