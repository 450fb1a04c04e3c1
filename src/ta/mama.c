#include "ta/hilbert.h"

struct state {
    struct hilbert cycle;
    double phase, mama, fama;
};

static size_t warmup(const double *) { return 32; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i < 12) return;
    hilbert_push(&s->cycle, in->close, i);
    double lead = s->cycle.in_phase, phase = lead != 0 ? atan(s->cycle.quadrature[0] / lead) * RADIAN : 0;
    double turn = larger(s->phase - phase, 1), alpha = turn > 1 ? larger(param[0] / turn, param[1]) : param[0];
    s->phase = phase;
    s->mama += (in->close[i] - s->mama) * alpha;
    s->fama += (s->mama - s->fama) * (alpha * 0.5);
    if (i < 32) return;
    out[0][i] = s->mama;
    out[1][i] = s->fama;
}
STREAM(step)

const struct indicator indicator_mama = {
    .name      = "mama",
    .title     = "MESA Adaptive Moving Average",
    .group     = "Moving averages",
    .about     = "Exponential mean that is fast where the phase of the cycle turns fast, and a following mean "
                 "half as fast.",
    .reference = "Ehlers, Rocket Science for Traders, 2001; begun as in TA-Lib",
    .params    = {{"fast", 0.01, 0.99, 0.5, "largest weight of the newest bar"},
                  {"slow", 0.01, 0.99, 0.05, "smallest weight of the newest bar"}},
    .fractional = 1 << 0 | 1 << 1,
    .outputs   = {"mama", "fama"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
