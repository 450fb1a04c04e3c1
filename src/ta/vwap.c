#include "ta/kernel.h"

struct state {
    double money, volume;
};

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t begin = (size_t)param[0], period = (size_t)param[1];
    if (i < begin) return;
    size_t gone = period > 0 && i >= begin + period ? i - period : i;
    s->money  += typical(in, i) * in->volume[i];
    s->volume += in->volume[i];
    if (gone < i) s->money -= typical(in, gone) * in->volume[gone], s->volume -= in->volume[gone];
    out[0][i] = s->volume > 0 ? s->money / s->volume : typical(in, i);
}
STREAM(step)

const struct indicator indicator_vwap = {
    .name      = "vwap",
    .title     = "Volume Weighted Average Price",
    .group     = "Volume",
    .about     = "Mean of the typical price weighed by volume since bar `anchor` (0: the first), or over the "
                 "last `period` bars where that is not 0.",
    .reference = "Berkowitz, Logue and Noser, The Total Cost of Transactions on the NYSE, 1988",
    .params    = {{"anchor", 0, PERIOD_MAX, 0, "bars to leave out at the beginning"},
                  {"period", 0, PERIOD_MAX, 0, "bars in the window, 0 for all"}},
    .outputs   = {"vwap"},
    .uses      = USES_HLC | USES_VOLUME,
    .stability = HISTORICAL,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
