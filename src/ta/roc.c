#include "ta/wide.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

/* From a close of 0 there is no rate; it is 0, as in TA-Lib. */
static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i < warmup(param)) return;
    double now = in->close[i], then = in->close[i - warmup(param)];
    out[0][i] = then != 0 ? (now / then - 1) * 100 : 0;
}
MEMORYLESS(step)

struct wide {
    size_t period;
};

INLINED void wide_begin(struct wide *s, const double *param) { s->period = (size_t)param[0]; }

INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *, size_t i, size_t lane, double *const *out)
{
    if (i < s->period) return;
    lanes now = tile_at(in->close, i, lane), then = tile_at(in->close, i - s->period, lane);
    tile_put(out[0], i, lane, wide_where(then != 0, (now / then - 1) * 100));
}
TILED(always)

const struct indicator indicator_roc = {
    .name      = "roc",
    .title     = "Rate of Change",
    .group     = "Momentum",
    .about     = "Change of the close over `period` bars, in percent.",
    .reference = "Murphy, Technical Analysis of the Financial Markets, 1999",
    .params    = {{"period", 1, PERIOD_MAX, 10, "bars to look back"}},
    .outputs   = {"roc"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
    .tile      = tile,
};
