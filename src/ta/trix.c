#include "ta/kernel.h"

static size_t warmup(const double *param) { return 3 * ((size_t)param[0] - 1) + 1; }

static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct ema a = ema_of(param[0]), b = a, c = a;
    size_t     warm = warmup(param);
    for (size_t i = 0; i < in->count; i++) {
        double last = c.value;
        bool   full = ema_push(&a, in->close[i]) && ema_push(&b, a.value) && ema_push(&c, b.value);
        if (full && i >= warm) out[0][i] = last != 0 ? (c.value / last - 1) * 100 : 0;
    }
}

const struct indicator indicator_trix = {
    .name      = "trix",
    .title     = "TRIX",
    .group     = "Momentum",
    .about     = "Change in percent from bar to bar of an exponential mean taken three times over.",
    .reference = "Hutson, Good TRIX, Stocks & Commodities 1:5, 1983",
    .params    = {{"period", 1, PERIOD_MAX, 30, "bars of each smoothing"}},
    .outputs   = {"trix"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
};
