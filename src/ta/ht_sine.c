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
    if (i < warmup(param)) return;
    out[0][i] = sin(phase / RADIAN);
    out[1][i] = sin((phase + 45) / RADIAN);
}
STREAM(step)

const struct indicator indicator_ht_sine = {
    .name      = "ht_sine",
    .title     = "Hilbert Transform: Sine Wave",
    .group     = "Cycles",
    .about     = "Sine of the phase of the dominant cycle, and the same 45 degrees ahead. Their crossings are "
                 "turns of the cycle.",
    .reference = "Ehlers, Rocket Science for Traders, 2001; begun as in TA-Lib",
    .params    = {UNSTABLE},
    .outputs   = {"sine", "lead"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    STREAMED,
};
