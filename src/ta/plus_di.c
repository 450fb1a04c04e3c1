#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

/* At period 1 TA-Lib forgets the factor 100; here it is kept. */
static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct direction d = {.period = param[0]};
    for (size_t i = 1; i < in->count; i++) {
        direction_push(&d, in, i);
        if ((double)i >= param[0]) out[0][i] = percent(d.plus, d.range);
    }
}

const struct indicator indicator_plus_di = {
    .name      = "plus_di",
    .title     = "Plus Directional Indicator",
    .group     = "Trend",
    .about     = "Share of the true range that new ground upward makes up, 0 to 100.",
    .reference = "Wilder, New Concepts in Technical Trading Systems, 1978; begun as in TA-Lib",
    .params    = {{"period", 1, PERIOD_MAX, 14, "bars of Wilder's smoothing"}},
    .outputs   = {"plus_di"},
    .uses      = USES_HLC,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
};
