/* wide.h - the recursions and windows of kernel.h over four assets at once, one in each lane: operation by operation the same,
 * so that a tile has the bits of its assets one by one.
 *
 * A tile has two groups of four lanes, which go side by side: a recursion waits for itself, and the other group fills the wait.
 * What a lane decides is picked by a mask; what the bar decides is decided once for all. Pure, nothing allocated. */
#ifndef TA_WIDE_H
#define TA_WIDE_H

#include "num/lanes.h"
#include "ta/kernel.h"

enum { WIDE_MAX = 512 };                /* longest window that a tile keeps itself */

typedef int64_t lane_mask __attribute__((vector_size(LANES * sizeof(int64_t)), aligned(sizeof(int64_t)), may_alias));

#pragma GCC diagnostic ignored "-Wpsabi"        /* vectors are passed between functions that are always inlined */

/* An indicator whose file has a `struct wide`, `wide_begin` and `wide_step`, one group and bar at a time, for the parameters
 * that `able` says yes to. One source for what a processor may have; nothing is fused, so all give the same bits. */
#define TILED(able)                                                                                                     \
    INLINED void tile_body(const struct tile_in *in, const double *param, double *const *out)                         \
    {                                                                                                                   \
        const struct tile_in bars = *in;                                                                                \
        struct wide          low, high;                                                                                 \
        wide_begin(&low, param);                                                                                        \
        wide_begin(&high, param);                                                                                       \
        for (size_t i = 0; i < bars.count; i++) {                                                                       \
            wide_step(&low, &bars, param, i, 0, out);                                                                   \
            wide_step(&high, &bars, param, i, LANES, out);                                                              \
        }                                                                                                               \
    }                                                                                                                   \
    WIDE_VARIANTS                                                                                                       \
    static bool tile(const struct tile_in *in, const double *param, double *const *out)                                \
    {                                                                                                                   \
        if (!able(param)) return false;                                                                                 \
        WIDE_CHOOSE(in, param, out);                                                                                    \
        return true;                                                                                                    \
    }

#define WIDE_VARIANT(name, how) \
    how static void tile_##name(const struct tile_in *in, const double *param, double *const *out) { tile_body(in, param, out); }

#if defined __x86_64__
#define WIDE_VARIANTS                                                       \
    WIDE_VARIANT(plain, )                                                   \
    WIDE_VARIANT(avx2, __attribute__((target("avx2"))))                     \
    WIDE_VARIANT(avx512, __attribute__((target("avx512f,avx512vl,avx512dq"))))
#define WIDE_CHOOSE(...)                                                                                        \
    (__builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") ? tile_avx512(__VA_ARGS__)        \
     : __builtin_cpu_supports("avx2") ? tile_avx2(__VA_ARGS__) : tile_plain(__VA_ARGS__))
#else
#define WIDE_VARIANTS WIDE_VARIANT(plain, )
#define WIDE_CHOOSE(...) tile_plain(__VA_ARGS__)
#endif

static inline bool always(const double *) { return true; }

/* Four assets of a tile at a bar. */
INLINED lanes tile_at(const double *column, size_t i, size_t lane) { return *lanes_at(column + i * TILE_ASSETS + lane); }
INLINED void  tile_put(double *column, size_t i, size_t lane, lanes x) { *lanes_to(column + i * TILE_ASSETS + lane) = x; }

INLINED lanes tile_before(const double *column, size_t i, size_t lane, size_t period)
{
    lanes none = {0};
    return i >= period ? tile_at(column, i - period, lane) : none;
}

INLINED lanes wide_if(bool first, lanes a, lanes b) { return first ? a : b; }
INLINED lanes wide_of(double x) { return (lanes){x, x, x, x}; }
INLINED lanes wide_pick(lane_mask m, lanes a, lanes b) { return (lanes)(((lane_mask)a & m) | ((lane_mask)b & ~m)); }
INLINED lanes wide_where(lane_mask m, lanes a) { return (lanes)((lane_mask)a & m); }           /* else 0 */
INLINED lanes wide_larger(lanes a, lanes b) { return wide_pick(a > b, a, b); }
INLINED lanes wide_smaller(lanes a, lanes b) { return wide_pick(a < b, a, b); }
INLINED lanes wide_fabs(lanes a) { return (lanes)((lane_mask)a & INT64_MAX); }
INLINED lanes wide_sign(lanes move) { return wide_where(move > 0, wide_of(1)) - wide_where(move < 0, wide_of(1)); }
INLINED lanes wide_rise(lanes move) { return (move + wide_fabs(move)) / 2; }
INLINED lanes wide_percent(lanes part, lanes whole) { return wide_where(whole != 0, 100 * (part / whole)); }

INLINED lanes wide_sqrt(lanes a)
{
    for (size_t k = 0; k < LANES; k++) a[k] = sqrt(a[k]);
    return a;
}

INLINED lanes wide_typical(const struct tile_in *in, size_t i, size_t lane)
{
    return (tile_at(in->high, i, lane) + tile_at(in->low, i, lane) + tile_at(in->close, i, lane)) / 3;
}

INLINED lanes wide_true_range(const struct tile_in *in, size_t i, size_t lane)
{
    lanes last = tile_at(in->close, i - 1, lane);
    return wide_larger(tile_at(in->high, i, lane), last) - wide_smaller(tile_at(in->low, i, lane), last);
}

struct wide_ema {
    double alpha, period, ready, seen;
    lanes  value;
};

INLINED struct wide_ema wide_ema_of(struct ema e) { return (struct wide_ema){e.alpha, e.period, e.ready, 0, {0}}; }

INLINED bool wide_ema_push(struct wide_ema *e, lanes x)
{
    if (e->seen >= e->period) e->value += (x - e->value) * e->alpha;
    else                      e->value += x;
    if (e->seen == e->ready) return true;
    e->seen += 1;
    if (e->seen == e->period) e->value /= e->period;
    return e->seen == e->ready;
}

struct wide_sum {
    size_t period, age;
    lanes  live, sum, fresh;
};

INLINED struct wide_sum wide_sum_of(double period) { return (struct wide_sum){.period = (size_t)period}; }

INLINED lanes wide_add(struct wide_sum *w, lanes in, lanes out)
{
    w->sum   += in - out;
    w->fresh += in;
    w->live  += wide_where(in != 0, wide_of(1)) - wide_where(out != 0, wide_of(1));
    w->sum    = wide_where(w->live != 0, w->sum);
    if (++w->age == w->period) {
        w->sum   = w->fresh;
        w->fresh = (lanes){0};
        w->age   = 0;
    }
    return w->sum;
}

struct wide_ramp {
    size_t period, age;
    lanes  sum, ramp, fresh_sum, fresh_ramp;
};

INLINED struct wide_ramp wide_ramp_of(double period) { return (struct wide_ramp){.period = (size_t)period}; }

INLINED void wide_ramp_add(struct wide_ramp *w, lanes in, lanes out)
{
    w->ramp += (double)w->period * in - w->sum;
    w->sum  += in - out;
    w->fresh_sum  += in;
    w->fresh_ramp += (double)++w->age * in;
    if (w->age == w->period) {
        w->sum  = w->fresh_sum;
        w->ramp = w->fresh_ramp;
        w->fresh_sum = w->fresh_ramp = (lanes){0};
        w->age       = 0;
    }
}

INLINED lanes wide_slope(const struct wide_ramp *w)
{
    double n = (double)w->period;
    return 12 * (w->ramp - (n + 1) / 2 * w->sum) / (n * (n * n - 1));
}

struct wide_spread {
    size_t period, age, seen;
    lanes  same, base, last, sum, square, fresh_base, fresh_sum, fresh_square, mean, variance;
};

INLINED struct wide_spread wide_spread_of(double period) { return (struct wide_spread){.period = (size_t)period}; }

INLINED void wide_spread_add(struct wide_spread *w, lanes in, lanes out)
{
    if (w->age == 0) w->fresh_base = in;
    if (w->seen == 0) w->base = in;
    w->same = wide_where(in == w->last, w->same + 1);
    w->last = in;

    lanes far = in - w->base, gone = wide_if(w->seen < w->period, (lanes){0}, out - w->base), fresh = in - w->fresh_base;
    w->sum          += far - gone;
    w->square       += (far - gone) * (far + gone);
    w->fresh_sum    += fresh;
    w->fresh_square += fresh * fresh;
    w->seen         += w->seen < w->period;
    if (++w->age == w->period) {
        w->base   = w->fresh_base;
        w->sum    = w->fresh_sum;
        w->square = w->fresh_square;
        w->age    = 0;
        w->fresh_sum = w->fresh_square = (lanes){0};
    }
    double share = 1 / (double)w->period;
    lanes  mean = w->sum * share, variance = w->square * share - mean * mean;
    w->mean     = w->base + mean;
    w->variance = wide_where((variance > 0) & (w->same < (double)w->period - 1), variance);
}

struct wide_pair {
    struct wide_spread x, y;
    lanes              cross, fresh_cross;
};

INLINED void wide_pair_add(struct wide_pair *w, lanes x, lanes y, lanes x_out, lanes y_out)
{
    bool  full   = w->x.seen == w->x.period, first = w->x.seen == 0;
    lanes x_base = wide_if(first, x, w->x.base), y_base = wide_if(first, y, w->y.base);
    lanes gone   = wide_if(full, (x_out - x_base) * (y_out - y_base), (lanes){0});
    w->cross += (x - x_base) * (y - y_base) - gone;
    wide_spread_add(&w->x, x, x_out);
    wide_spread_add(&w->y, y, y_out);
    if (w->x.age == 1) w->fresh_cross = (lanes){0};
    else w->fresh_cross += (x - w->x.fresh_base) * (y - w->y.fresh_base);
    if (w->x.age == 0) w->cross = w->fresh_cross;
}

INLINED lanes wide_correlation(const struct wide_pair *w)
{
    double share = 1 / (double)w->x.period;
    lanes  x = w->x.mean - w->x.base, y = w->y.mean - w->y.base, both = w->x.variance * w->y.variance;
    lanes  r = wide_where(both > 0, (w->cross * share - x * y) / wide_sqrt(both));
    return wide_larger(wide_smaller(r, wide_of(1)), wide_of(-1));
}

struct wide_ring {                      /* the last values of what no column holds */
    size_t period, at;
    lanes  value[WIDE_MAX];
};

INLINED void wide_ring_begin(struct wide_ring *r, double period)
{
    r->period = (size_t)period;
    r->at     = 0;
    for (size_t k = 0; k < r->period; k++) r->value[k] = (lanes){0};
}

INLINED lanes wide_ring_swap(struct wide_ring *r, lanes in)
{
    lanes out = r->value[r->at];
    r->value[r->at] = in;
    if (++r->at == r->period) r->at = 0;
    return out;
}

struct wide_mean {                      /* simple mean of what no column holds */
    struct wide_sum  sum;
    struct wide_ring ring;
};

INLINED void wide_mean_begin(struct wide_mean *m, double period)
{
    m->sum = wide_sum_of(period);
    wide_ring_begin(&m->ring, period);
}

INLINED lanes wide_mean_push(struct wide_mean *m, lanes x)
{
    lanes total = wide_add(&m->sum, x, wide_ring_swap(&m->ring, x));
    return wide_if(m->sum.period == 1, x, total / (double)m->sum.period);
}

/* The highest of a window: van Herk (1992), one value at a time. A full block is folded backward in place; while the next one
 * fills it from the front, the window is what is left of the old block and what has come since. The lowest is that of negated
 * values. */
struct wide_peak {
    size_t period, at;
    lanes  ahead, behind[WIDE_MAX];
};

INLINED void wide_peak_begin(struct wide_peak *p, double period)
{
    p->period = (size_t)period;
    p->at     = 0;
    p->ahead  = (lanes){0};
    for (size_t k = 0; k < p->period; k++) p->behind[k] = wide_of(-INFINITY);
}

INLINED lanes wide_peak_push(struct wide_peak *p, lanes x)
{
    if (p->at == p->period) {
        for (size_t k = p->period - 1; k-- > 0;) p->behind[k] = wide_larger(p->behind[k], p->behind[k + 1]);
        p->at = 0;
    }
    p->ahead = wide_if(p->at == 0, x, wide_larger(x, p->ahead));
    p->behind[p->at++] = x;
    if (p->at == p->period) return p->ahead;
    return wide_larger(p->ahead, p->behind[p->at]);
}

struct wide_direction {
    double period;
    lanes  plus, minus, range;
};

INLINED void wide_direction_push(struct wide_direction *d, const struct tile_in *in, size_t i, size_t lane)
{
    lanes  up = tile_at(in->high, i, lane) - tile_at(in->high, i - 1, lane), down = tile_at(in->low, i - 1, lane) - tile_at(in->low, i, lane);
    lanes  plus = up * wide_where((up > down) & (up > 0), wide_of(1)), minus = down * wide_where((down > up) & (down > 0), wide_of(1));
    double fade = (double)i < d->period ? 0 : 1 / d->period;
    d->plus  += plus - d->plus * fade;
    d->minus += minus - d->minus * fade;
    d->range += wide_true_range(in, i, lane) - d->range * fade;
}

INLINED lanes wide_direction_index(const struct wide_direction *d)
{
    return wide_percent(wide_fabs(d->plus - d->minus), d->plus + d->minus);
}

struct wide_moves {
    struct wide_ema gain, loss;
};

INLINED void wide_moves_begin(struct wide_moves *m, double period, double unstable)
{
    struct ema e = wilder_of(period);
    e.ready += unstable;
    m->gain = m->loss = wide_ema_of(e);
}

INLINED bool wide_moves_push(struct wide_moves *m, const struct tile_in *in, size_t i, size_t lane)
{
    if (i == 0) return false;
    lanes move = tile_at(in->close, i, lane) - tile_at(in->close, i - 1, lane);
    (void)wide_ema_push(&m->gain, wide_rise(move));
    return wide_ema_push(&m->loss, wide_rise(-move));
}

#endif
