#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct direction d = {.period = param[0]};
    for (size_t i = 1; i < in->count; i++) {
        direction_push(&d, in, i);
        if ((double)i >= param[0]) out[0][i] = direction_index(&d);
    }
}

const struct indicator indicator_dx = {
    .name      = "dx",
    .title     = "Directional Movement Index",
    .group     = "Trend",
    .about     = "How one-sided the movement is, 0 to 100, whichever the side.",
    .reference = "Wilder, New Concepts in Technical Trading Systems, 1978; begun as in TA-Lib",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars of Wilder's smoothing"}},
    .outputs   = {"dx"},
    .uses      = USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
};
