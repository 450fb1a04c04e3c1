#include "ta/swing.h"

struct state {
    double total;
};

static size_t warmup(const double *) { return 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i > 0) out[0][i] = s->total += swing_of(in, i, param[0]);
}
STREAM(step)

const struct indicator indicator_asi = {
    .name       = "asi",
    .title      = "Accumulation Swing Index",
    .group      = "Trend",
    .about      = "Total of the swing index since the second bar: a line that breaks out where the price truly does.",
    .reference  = "Wilder, New Concepts in Technical Trading Systems, 1978",
    .params     = {{"limit", 0.0001, 1000000, 3, "largest move of a bar, in the unit of the price"}},
    .fractional = 1 << 0,
    .outputs    = {"asi"},
    .uses       = USES_OPEN | USES_HLC,
    .stability  = CUMULATIVE,
    .scaling    = SCALES_WITH_PRICE,
    .warmup     = warmup,
    STREAMED,
};
