#include "ta/kernel.h"

struct state {
    double sum;
};

static size_t warmup(const double *) { return 1; }

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    if (i == 0) return;
    double last = in->close[i - 1], close = in->close[i];
    if (close > last) s->sum += close - smaller(last, in->low[i]);
    if (close < last) s->sum += close - larger(last, in->high[i]);
    out[0][i] = s->sum;
}
STREAM(step)

const struct indicator indicator_wad = {
    .name      = "wad",
    .title     = "Williams Accumulation/Distribution",
    .group     = "Volume",
    .about     = "Sum of the distances of the close from the true low of rising and the true high of falling "
                 "bars.",
    .reference = "Williams, How I Made One Million Dollars, 1973",
    .outputs   = {"wad"},
    .uses      = USES_HLC,
    .stability = CUMULATIVE,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    STREAMED,
};
