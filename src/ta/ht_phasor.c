#include "ta/hilbert.h"

struct state {
    struct hilbert cycle;
};

static size_t warmup(const double *param) { return 32 + (size_t)param[0]; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i < 12) return;
    hilbert_push(&s->cycle, in->close + i);
    if (i < warmup(param)) return;
    out[0][i] = s->cycle.in_phase;
    out[1][i] = s->cycle.quadrature[0];
}
STREAM(step)

const struct indicator indicator_ht_phasor = {
    .name      = "ht_phasor",
    .title     = "Hilbert Transform: Phasor",
    .group     = "Cycles",
    .about     = "The part of the cycle in phase with the price and the part a quarter behind.",
    .reference = "Ehlers, Rocket Science for Traders, 2001; begun as in TA-Lib",
    .params    = {UNSTABLE},
    .outputs   = {"in_phase", "quadrature"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    STREAMED,
};
