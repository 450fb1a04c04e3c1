#include "ta/wide.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i >= warmup(param)) out[0][i] = in->close[i] - in->close[i - warmup(param)];
}
MEMORYLESS(step)

struct wide {
    size_t period;
};

INLINED void wide_begin(struct wide *s, const double *param) { s->period = (size_t)param[0]; }

INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *, size_t i, size_t lane, double *const *out)
{
    if (i >= s->period) tile_put(out[0], i, lane, tile_at(in->close, i, lane) - tile_at(in->close, i - s->period, lane));
}
TILED(always)

const struct indicator indicator_mom = {
    .name      = "mom",
    .title     = "Momentum",
    .group     = "Momentum",
    .about     = "Change of the close over `period` bars, in the unit of the price.",
    .reference = "Murphy, Technical Analysis of the Financial Markets, 1999",
    .params    = {{"period", 1, PERIOD_MAX, 10, "bars to look back"}},
    .outputs   = {"mom"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
    .tile      = tile,
};
