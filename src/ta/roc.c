#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

/* From a close of 0 there is no rate; it is 0, as in TA-Lib. */
static void run(const struct series_in *in, const double *param, double *const *out)
{
    size_t period = (size_t)param[0];
    for (size_t i = period; i < in->count; i++) {
        double now = in->close[i], then = in->close[i - period];
        out[0][i] = then != 0 ? (now / then - 1) * 100 : 0;
    }
}

const struct indicator indicator_roc = {
    .name      = "roc",
    .title     = "Rate of Change",
    .group     = "Momentum",
    .about     = "Change of the close over `period` bars, in percent.",
    .reference = "Murphy, Technical Analysis of the Financial Markets, 1999",
    .params    = {{"period", 1, PERIOD_MAX, 10, "bars to look back"}},
    .outputs   = {"roc"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
};
