#include "ta/wide.h"

struct state {
    struct window_sum  sum;
    struct window_ring kept;
};

static size_t warmup(const double *param) { return (size_t)param[0] - 1; }

static void begin(struct state *s, const struct series_in *, const double *param)
{
    s->sum = (struct window_sum){.period = (size_t)param[0]};
    window_ring_open(&s->kept, s->sum.period);
}

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
static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    double price = typical(in, i);
    double mean  = window_add(&s->sum, price, window_ring_swap(&s->kept, price)) / param[0];
    if (i + 1 < s->sum.period) return;
    double spread = distance_to(&s->kept, mean) / param[0];
    out[0][i] = spread > fabs(mean) * 0x1p-44 ? (price - mean) / (0.015 * spread) : 0;
}
STREAM_FROM(begin, step)

struct wide {
    struct wide_sum  sum;
    struct wide_ring kept;
};

static bool able(const double *param) { return param[0] <= WIDE_MAX; }

INLINED void wide_begin(struct wide *s, const double *param)
{
    s->sum = wide_sum_of(param[0]);
    wide_ring_begin(&s->kept, param[0]);
}

INLINED lanes wide_distance_to(const struct wide_ring *r, lanes mean)
{
    lanes  a = {0}, b = {0}, c = {0}, d = {0};
    size_t i = 0;
    for (; i + 4 <= r->period; i += 4) {
        a += wide_fabs(r->value[i] - mean);
        b += wide_fabs(r->value[i + 1] - mean);
        c += wide_fabs(r->value[i + 2] - mean);
        d += wide_fabs(r->value[i + 3] - mean);
    }
    for (; i < r->period; i++) a += wide_fabs(r->value[i] - mean);
    return (a + b) + (c + d);
}

INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *param, size_t i, size_t lane, double *const *out)
{
    lanes price = wide_typical(in, i, lane), mean = wide_add(&s->sum, price, wide_ring_swap(&s->kept, price)) / param[0];
    if (i + 1 < s->sum.period) return;
    lanes spread = wide_distance_to(&s->kept, mean) / param[0];
    tile_put(out[0], i, lane, wide_where(spread > wide_fabs(mean) * 0x1p-44, (price - mean) / (0.015 * spread)));
}
TILED(able)

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
    STREAMED,
    .tile      = tile,
};
