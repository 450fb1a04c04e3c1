#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct peak bottom;
    peak_open(&bottom, in->close, (size_t)param[0], -1);
    for (size_t i = warmup(param); i < in->count; i++) out[0][i] = in->close[peak_at(&bottom, i)];
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
