#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)larger(param[0], param[1]) - 1; }

/* As in TA-Lib the two periods change places when they are given the wrong way round. */
static void run(const struct series_in *in, const double *param, double *const *out)
{
    double            few = smaller(param[0], param[1]), many = larger(param[0], param[1]);
    struct window_sum quick = {.period = (size_t)few}, calm = {.period = (size_t)many};
    for (size_t i = 0; i < in->count; i++) {
        double fast = window_add(&quick, in->close[i], value_before(in->close, i, quick.period)) / few;
        double slow = window_add(&calm, in->close[i], value_before(in->close, i, calm.period)) / many;
        if (i + 1 >= calm.period) out[0][i] = percent(fast - slow, slow);
    }
}

const struct indicator indicator_ppo = {
    .name      = "ppo",
    .title     = "Percentage Price Oscillator",
    .group     = "Momentum",
    .about     = "Fast simple mean of the close less the slow one, in percent of the slow one.",
    .reference = "Achelis, Technical Analysis from A to Z, 2000; simple means, as in TA-Lib 0.6",
    .params    = {{"fast", 2, PERIOD_MAX, 12, "bars of the fast mean"},
                  {"slow", 2, PERIOD_MAX, 26, "bars of the slow mean"}},
    .outputs   = {"ppo"},
    .uses      = USES_CLOSE,
    .stability = ROUNDING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
};
