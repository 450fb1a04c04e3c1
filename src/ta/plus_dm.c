#include "ta/kernel.h"

struct state {
    double sum;
};

static size_t warmup(const double *param) { return param[0] > 1 ? (size_t)param[0] - 1 + (size_t)param[1] : 1; }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    if (i == 0) return;
    double fade = (double)i < param[0] ? 0 : 1 / param[0];
    s->sum += movement_of(in, i).plus - s->sum * fade;
    if (i >= warmup(param)) out[0][i] = s->sum;
}
STREAM(step)

const struct indicator indicator_plus_dm = {
    .name      = "plus_dm",
    .title     = "Plus Directional Movement",
    .group     = "Trend",
    .about     = "Running sum of the new ground the bars won upward, of which every bar lets 1/period go.",
    .reference = "Wilder, New Concepts in Technical Trading Systems, 1978; begun as in TA-Lib",
    .params    = {{"period", 1, PERIOD_MAX, 14, "bars of Wilder's smoothing"},
                  UNSTABLE},
    .outputs   = {"plus_dm"},
    .uses      = USES_HIGH | USES_LOW,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .warmup    = warmup,
    STREAMED,
};
