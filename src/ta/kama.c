#include "ta/means.h"
#include "ta/wide.h"

struct state {
    struct straight straight;
};

static size_t warmup(const double *param) { return (size_t)param[0] + (size_t)param[1]; }

static void begin(struct state *s, const struct series_in *, const double *param) { straight_begin(&s->straight, (size_t)param[0]); }

static void step(struct state *s, const struct series_in *in, const double *param, size_t i, double *const *out)
{
    double value = straight_push(&s->straight, in->close + i, i);
    if (i >= warmup(param)) out[0][i] = value;
}
STREAM_FROM(begin, step)

struct wide {
    struct wide_sum way;
    lanes           value;
};

INLINED void wide_begin(struct wide *s, const double *param) { *s = (struct wide){.way = wide_sum_of(param[0])}; }

INLINED lanes distance(const double *x, size_t i, size_t lane, size_t late)
{
    lanes none = {0};
    if (i <= late) return none;
    return wide_fabs(tile_at(x, i - late, lane) - tile_at(x, i - late - 1, lane));
}

INLINED void wide_step(struct wide *s, const struct tile_in *in, const double *param, size_t i, size_t lane, double *const *out)
{
    const double fast = 2.0 / (2 + 1), slow = 2.0 / (30 + 1);
    size_t       period = s->way.period;
    if (i == 0) return;
    lanes length = wide_add(&s->way, distance(in->close, i, lane, 0), distance(in->close, i, lane, period));
    if (i < period) return;
    lanes now = tile_at(in->close, i, lane), rise = now - tile_at(in->close, i - period, lane);
    lanes share = wide_pick((length <= rise) | (length == 0), wide_of(1), wide_fabs(rise / length)), speed = share * (fast - slow) + slow;
    if (i == period) s->value = tile_at(in->close, i - 1, lane);
    s->value += (now - s->value) * speed * speed;
    if (i >= warmup(param)) tile_put(out[0], i, lane, s->value);
}
TILED(always)

const struct indicator indicator_kama = {
    .name      = "kama",
    .title     = "Kaufman Adaptive Moving Average",
    .group     = "Moving averages",
    .about     = "Exponential mean that is quick while the price goes straight and nearly stops while it goes to "
                 "and fro.",
    .reference = "Kaufman, Smarter Trading, 1995",
    .params    = {{"period", 2, PERIOD_MAX, 30, "bars over which straightness is measured"},
                  UNSTABLE},
    .outputs   = {"kama"},
    .uses      = USES_CLOSE,
    .stability = CONVERGING,
    .scaling   = SCALES_WITH_PRICE,
    .overlay   = true,
    .warmup    = warmup,
    STREAMED,
    .tile      = tile,
};
