#include "ta/kernel.h"

struct state {
    double mean;
    struct window_ring past;
};

static size_t warmup(const double *param) { return 2 * (size_t)param[0] - 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    double range = in->high[i] - in->low[i], last;
    if (i == 0) window_ring_open(&s->past, (size_t)param[0]);
    s->mean = i == 0 ? range : s->mean + (range - s->mean) * 2 / (param[0] + 1);
    if (i == 0) return;
    last = window_ring_swap(&s->past, s->mean);
    if (i >= warmup(param)) out[0][i] = percent(s->mean - last, last);
}
STREAM(step)

const struct indicator indicator_cvi = {
    .name      = "cvi",
    .title     = "Chaikin Volatility",
    .group     = "Volatility",
    .about     = "Change of the exponential mean of high less low over as many bars, in percent.",
    .reference = "Chaikin; as Tulip, whose mean begins with the first range",
    .params    = {{"period", 1, RING_MAX, 10, "bars of the mean and of the change"}},
    .outputs   = {"cvi"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
