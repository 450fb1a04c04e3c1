#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct peak top, bottom;
    peak_open(&top, in->close, (size_t)param[0], 1);
    peak_open(&bottom, in->close, (size_t)param[0], -1);
    for (size_t i = warmup(param); i < in->count; i++) {
        out[0][i] = in->close[peak_at(&bottom, i)];
        out[1][i] = in->close[peak_at(&top, i)];
    }
}

const struct indicator indicator_minmax = {
    .name      = "minmax",
    .title     = "Lowest and Highest Values",
    .group     = "Statistics",
    .about     = "Lowest and highest of the last `period` closes.",
    .reference = "TA-Lib, MINMAX",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars in the window"}},
    .outputs   = {"min", "max"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    .run       = run,
};
