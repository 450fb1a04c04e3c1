#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)larger(param[0], param[1]) - 1; }

/* TA-Lib's start: both means begin with the first value of the line, not with a simple mean. */
static void run(const struct series_in *in, const double *param, double *const *out)
{
    double total = 0, fast = 0, slow = 0;
    size_t warm = warmup(param);
    for (size_t i = 0; i < in->count; i++) {
        total += money_flow(in, i);
        fast   = i > 0 ? fast + (total - fast) * 2 / (param[0] + 1) : total;
        slow   = i > 0 ? slow + (total - slow) * 2 / (param[1] + 1) : total;
        if (i >= warm) out[0][i] = fast - slow;
    }
}

const struct indicator indicator_adosc = {
    .name      = "adosc",
    .title     = "Chaikin A/D Oscillator",
    .group     = "Volume",
    .about     = "Fast exponential mean of the accumulation/distribution line less the slow one: whether volume "
                 "flows in or out faster than lately.",
    .reference = "Achelis, Technical Analysis from A to Z, 2000; begun as in TA-Lib",
    .params    = {{"fast", 2, PERIOD_MAX, 3, "bars of the fast mean"},
                  {"slow", 2, PERIOD_MAX, 10, "bars of the slow mean"}},
    .outputs   = {"adosc"},
    .uses      = USES_HLC | USES_VOLUME,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_VOLUME,
    .warmup    = warmup,
    .run       = run,
};
