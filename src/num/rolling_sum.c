#include "num/fold.h"

static inline void plain(double x, double y, double *term)
{
    (void)y;
    term[0] = x;
}

static inline double sum(const struct fold_sum *s)  { return s->term[0]; }
static inline double mean(const struct fold_sum *s) { return s->term[0] / s->n; }

void rolling_sum(const double *x, size_t count, const struct frame *f, double *scratch, double *out)
{
    static const struct family sums = {.terms = 1, .split = plain, .join = fold_add, .answer = sum};
    fold(&sums, x, x, count, f, scratch, out);
}

void rolling_mean(const double *x, size_t count, const struct frame *f, double *scratch, double *out)
{
    static const struct family means = {.terms = 1, .split = plain, .join = fold_add, .answer = mean};
    fold(&means, x, x, count, f, scratch, out);
}
