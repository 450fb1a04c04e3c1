#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0]; }

static void step(void *, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    size_t period = (size_t)param[0];
    if (i < period) return;
    bool good = in->close[i] > 0 && in->close[i - period] > 0;
    out[0][i] = good ? log(in->close[i] / in->close[i - period]) : 0;
}
MEMORYLESS(step)

const struct indicator indicator_log_return = {
    .name      = "log_return",
    .title     = "Log Return",
    .group     = "Momentum",
    .about     = "Natural logarithm of the close over that of `period` bars ago; 0 where one is not above 0.",
    .reference = "Hull, Options, Futures and Other Derivatives, 2018",
    .params    = {{"period", 1, PERIOD_MAX, 1, "bars to look back"}},
    .outputs   = {"log_return"},
    .uses      = USES_CLOSE,
    .stability = EXACT,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
    .step      = step,
};
