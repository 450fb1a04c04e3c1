#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct peak top, bottom;
    peak_open(&top, in->close, (size_t)param[0], 1);
    peak_open(&bottom, in->close, (size_t)param[0], -1);
    for (size_t i = warmup(param); i < in->count; i++)
        out[0][i] = (in->close[peak_at(&top, i)] + in->close[peak_at(&bottom, i)]) / 2;
}

const struct indicator indicator_midpoint = {
    .name      = "midpoint",
    .title     = "Midpoint",
    .group     = "Moving averages",
    .about     = "Middle between the highest and the lowest of the last `period` closes.",
    .reference = "TA-Lib, MIDPOINT",
    .params    = {{"period", 2, PERIOD_MAX, 14, "bars in the window"}},
    .outputs   = {"midpoint"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
};
