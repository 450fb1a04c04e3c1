#include "ta/kernel.h"

static size_t warmup(const double *param) { return 6 * ((size_t)param[0] - 1); }

/* Tillson (1998): (1 + v) e - v e(e), three times over, comes to a mix of the third to the sixth mean of the mean. */
static void run(const struct series_in *in, const double *param, double *const *out)
{
    double     v = param[1], v2 = v * v, v3 = v2 * v;
    double     w6 = -v3, w5 = 3 * (v2 + v3), w4 = -6 * v2 - 3 * (v + v3), w3 = 1 + 3 * v + v3 + 3 * v2;
    struct ema a = ema_of(param[0]), b = a, c = a, d = a, e = a, f = a;
    for (size_t i = 0; i < in->count; i++) {
        bool full = ema_push(&a, in->close[i]) && ema_push(&b, a.value) && ema_push(&c, b.value)
                    && ema_push(&d, c.value) && ema_push(&e, d.value) && ema_push(&f, e.value);
        if (full) out[0][i] = w6 * f.value + w5 * e.value + w4 * d.value + w3 * c.value;
    }
}

const struct indicator indicator_t3 = {
    .name       = "t3",
    .title      = "Tillson T3 Moving Average",
    .group      = "Moving averages",
    .about      = "Six exponential means in a row, mixed so that the result is smooth and yet near the price.",
    .reference  = "Tillson, Better Moving Averages, Stocks & Commodities 16:1, 1998",
    .params     = {{"period", 2, PERIOD_MAX, 5, "bars of each smoothing"},
                   {"volume_factor", 0, 1, 0.7, "0 is the plain mean of means, 1 follows the price most"}},
    .fractional = 1 << 1,
    .outputs    = {"t3"},
    .uses       = USES_CLOSE,
    .stability  = CONVERGING,
    .scaling    = SCALES_WITH_PRICE,
    .overlay    = true,
    .warmup     = warmup,
    .run        = run,
};
