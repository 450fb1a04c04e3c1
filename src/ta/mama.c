#include "ta/means.h"

struct state {
    struct following following;
};

static size_t warmup(const double *param) { return MAMA_WARMUP + (size_t)param[2]; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    following_push(&s->following, in->close + i, i, param[0], param[1]);
    if (i < warmup(param)) return;
    out[0][i] = s->following.mama;
    out[1][i] = s->following.fama;
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
                  {"slow", 0.01, 0.99, 0.05, "smallest weight of the newest bar"},
                  UNSTABLE},
    .fractional = 1 << 0 | 1 << 1,
    .outputs   = {"mama", "fama"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
};
