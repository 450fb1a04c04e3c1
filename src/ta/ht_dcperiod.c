#include "ta/hilbert.h"

struct state {
    struct hilbert cycle;
};

static size_t warmup(const double *param) { return 32 + (size_t)param[0]; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i < 12) return;
    hilbert_push(&s->cycle, in->close + i);
    if (i >= warmup(param)) out[0][i] = s->cycle.smooth_period;
}
STREAM(step)

const struct indicator indicator_ht_dcperiod = {
    .name      = "ht_dcperiod",
    .title     = "Hilbert Transform: Dominant Cycle Period",
    .group     = "Cycles",
    .about     = "Length of the dominant cycle in bars, 6 to 50.",
    .reference = "Ehlers, Rocket Science for Traders, 2001; begun as in TA-Lib",
    .params    = {UNSTABLE},
    .outputs   = {"period"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
