#include "num/fold.h"

static inline void plain(double x, double y, double *term)
{
    (void)y;
    term[0] = x;
}

static inline double lower(double a, double b)  { return b < a ? b : a; }
static inline double higher(double a, double b) { return b > a ? b : a; }
static inline double times(double a, double b)  { return a * b; }
static inline double itself(const struct fold_sum *s) { return s->term[0]; }

void rolling_min(const double *x, size_t count, const struct frame *f, double *scratch, double *out)
{
    static const struct family lows = {.terms = 1, .nothing = INFINITY, .split = plain, .join = lower, .answer = itself};
    fold(&lows, x, x, count, f, scratch, out);
}

void rolling_max(const double *x, size_t count, const struct frame *f, double *scratch, double *out)
{
    static const struct family highs = {.terms = 1, .nothing = -INFINITY, .split = plain, .join = higher, .answer = itself};
    fold(&highs, x, x, count, f, scratch, out);
}

void rolling_product(const double *x, size_t count, const struct frame *f, double *scratch, double *out)
{
    static const struct family products = {.terms = 1, .nothing = 1, .split = plain, .join = times, .answer = itself};
    fold(&products, x, x, count, f, scratch, out);
}
