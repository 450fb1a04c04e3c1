#include "ta/kernel.h"

struct state {
    double high;
};

static size_t warmup(const double *) { return 0; }

static void step(struct state *s, const struct series_in *in, const double *, size_t i, double *const *out)
{
    s->high   = i == 0 ? in->close[0] : larger(s->high, in->close[i]);
    out[0][i] = s->high != 0 ? 1 - in->close[i] / s->high : 0;
}
STREAM(step)

const struct indicator indicator_dd = {
    .name      = "dd",
    .title     = "Drawdown",
    .group     = "Volatility",
    .about     = "Fall of the close from the highest close since the first bar, as a share of that.",
    .reference = "Magdon-Ismail and Atiya, Maximum Drawdown, Risk 17:10, 2004",
    .outputs   = {"share"},
    .uses      = USES_CLOSE,
    .stability = HISTORICAL,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
