#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "num/rolling.h"
#include "num/stat.h"

/* The known values of the window are kept in ascending order; one comes in, others go, and what stands between moves. */
struct order {
    double *value;
    size_t  count;
};

/* How many stand below x, without a branch that depends on the data: halving to a few, then counting. */
static size_t below(const double *value, size_t count, double x)
{
    size_t from = 0, left = count;
    while (left > 8) {
        size_t half = left / 2;
        from += value[from + half - 1] < x ? half : 0;
        left -= half;
    }
    size_t more = 0;
    for (size_t k = 0; k < left; k++) more += value[from + k] < x;
    return from + more;
}

static size_t up_to(const double *value, size_t count, double x)
{
    size_t at = below(value, count, x);
    while (at < count && value[at] == x) at++;
    return at;
}

static void put(struct order *o, double x)
{
    size_t at = below(o->value, o->count, x);
    memmove(o->value + at + 1, o->value + at, (o->count++ - at) * sizeof x);
    o->value[at] = x;
}

static void drop(struct order *o, double x)
{
    size_t at = below(o->value, o->count, x);
    memmove(o->value + at, o->value + at + 1, (--o->count - at) * sizeof x);
}

/* One out and one in: only what stands between the two moves, by one. */
static void swap(struct order *o, double gone, double x)
{
    double *v  = o->value;
    size_t  at = below(v, o->count, gone);
    for (; at + 1 < o->count && v[at + 1] < x; at++) v[at] = v[at + 1];
    for (; at > 0 && v[at - 1] > x; at--) v[at] = v[at - 1];
    v[at] = x;
}

/* Takes row i in and what has left the frame out. */
static size_t advance(struct order *o, const double *x, const struct frame *f, size_t i, size_t begin)
{
    size_t now = frame_begin(f, i, begin);
    if (now == begin + 1 && isfinite(x[begin]) && isfinite(x[i])) {
        swap(o, x[begin], x[i]);
        return now;
    }
    for (; begin < now; begin++)
        if (isfinite(x[begin])) drop(o, x[begin]);
    if (isfinite(x[i])) put(o, x[i]);
    return now;
}

void rolling_quantile(const double *x, size_t count, const struct frame *f, double level, double *scratch, double *out)
{
    assert(level >= 0 && level <= 1);
    struct order o = {scratch, 0};
    for (size_t i = 0, begin = 0; i < count; i++) {
        begin  = advance(&o, x, f, i, begin);
        out[i] = o.count >= f->least && o.count > 0 ? stat_quantile(o.value, o.count, level) : NAN;
    }
}

void rolling_median(const double *x, size_t count, const struct frame *f, double *scratch, double *out)
{
    struct order o = {scratch, 0};
    for (size_t i = 0, begin = 0; i < count; i++) {
        begin = advance(&o, x, f, i, begin);
        size_t half = o.count / 2;
        if (o.count < f->least || o.count == 0) out[i] = NAN;
        else out[i] = o.count % 2 ? o.value[half] : (o.value[half - 1] + o.value[half]) / 2;
    }
}

void rolling_rank(const double *x, size_t count, const struct frame *f, double *scratch, double *out)
{
    struct order o = {scratch, 0};
    for (size_t i = 0, begin = 0; i < count; i++) {
        begin = advance(&o, x, f, i, begin);
        bool ranked = isfinite(x[i]) && o.count >= f->least;
        out[i] = ranked ? (double)(below(o.value, o.count, x[i]) + 1 + up_to(o.value, o.count, x[i])) / 2 : NAN;
    }
}
