#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void run(const struct series *in, const double *param, double *const *out)
{
    struct window_peak bottom;
    window_peak_open(&bottom, in->close, (size_t)param[0], -1);
    for (size_t i = warmup(param); i < in->count; i++) out[0][i] = in->close[window_peak_at(&bottom, i)];
}

const struct indicator indicator_min = {
    .name      = "min",
    .title     = "Lowest Value",
    .group     = "Statistics",
    .about     = "Lowest of the last `period` closes.",
    .reference = "TA-Lib, MIN",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars in the window"}},
    .outputs   = {"min"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
};
