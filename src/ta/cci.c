#include "ta/kernel.h"

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

/* Sum of the distances to the mean, in four lanes so that no addition waits for the one before. The whole window is
 * looked at for every bar, because the mean moves, and every distance with it. */
static double distance_to(const struct window_ring *r, double mean)
{
    double lane[4] = {0};
    size_t i       = 0;
    for (; i + 4 <= r->period; i += 4)
        for (size_t k = 0; k < 4; k++) lane[k] += fabs(r->value[i + k] - mean);
    for (; i < r->period; i++) lane[0] += fabs(r->value[i] - mean);
    return (lane[0] + lane[1]) + (lane[2] + lane[3]);
}

/* Lambert's 0.015 puts most values within -100 and 100. A window without a move is 0, as in TA-Lib; so is one whose
 * prices differ by rounding alone, less than 6e-14 of the price, where TA-Lib divides one rounding error by another. */
static void run(const struct series_in *in, const double *param, double *const *out)
{
    struct window_ring kept;
    struct window_sum  sum = {.period = (size_t)param[0]};
    window_ring_open(&kept, sum.period);
    for (size_t i = 0; i < in->count; i++) {
        double price = typical(in, i);
        double mean  = window_add(&sum, price, window_ring_swap(&kept, price)) / param[0];
        if (i + 1 < sum.period) continue;
        double spread = distance_to(&kept, mean) / param[0];
        out[0][i] = spread > fabs(mean) * 0x1p-44 ? (price - mean) / (0.015 * spread) : 0;
    }
}

const struct indicator indicator_cci = {
    .name      = "cci",
    .title     = "Commodity Channel Index",
    .group     = "Momentum",
    .about     = "Distance of the typical price from its mean, in mean absolute distances of the window. Beyond 100 "
                 "or -100 the price is far out.",
    .reference = "Lambert, Commodity Channel Index, Commodities, October 1980",
    .params    = {{"period", 2, RING_MAX, 14, "bars in the window"}},
    .outputs   = {"cci"},
    .uses      = USES_HLC,
    .stability = ROUNDING,
    .scaling   = SCALE_FREE,
    .warmup    = warmup,
    .run       = run,
};
