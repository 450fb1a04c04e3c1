#include "ta/hilbert.h"

struct state {
    struct hilbert cycle;
};

static size_t warmup(const double *param) { return 63 + (size_t)param[0]; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i < 37) return;
    hilbert_push(&s->cycle, in->close + i);
    double phase = hilbert_phase(&s->cycle);
    if (i >= warmup(param)) out[0][i] = phase;
}
STREAM(step)

const struct indicator indicator_ht_dcphase = {
    .name      = "ht_dcphase",
    .title     = "Hilbert Transform: Dominant Cycle Phase",
    .group     = "Cycles",
    .about     = "Where the price stands in its dominant cycle, in degrees.",
    .reference = "Ehlers, Rocket Science for Traders, 2001; begun as in TA-Lib",
    .params    = {UNSTABLE},
    .outputs   = {"phase"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
