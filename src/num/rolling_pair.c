#include "num/fold.h"

enum { X, Y, XX, YY, XY };

static inline void products(double x, double y, double *term)
{
    term[X]  = x;
    term[Y]  = y;
    term[XX] = x * x;
    term[YY] = y * y;
    term[XY] = x * y;
}

/* The sum of products about the means, `share` being 1 / n. */
static inline double about_means(const struct fold_sum *s, double share, int both, int a, int b)
{
    return s->term[both] - s->term[a] * s->term[b] * share;
}

static inline double covariance(const struct fold_sum *s) { return s->n > 1 ? about_means(s, 1 / s->n, XY, X, Y) / (s->n - 1) : NAN; }

static inline double correlation(const struct fold_sum *s)
{
    double share = 1 / s->n, xx = about_means(s, share, XX, X, X), yy = about_means(s, share, YY, Y, Y);
    return s->n > 1 && xx > 0 && yy > 0 ? fmax(fmin(about_means(s, share, XY, X, Y) / (sqrt(xx) * sqrt(yy)), 1), -1) : NAN;
}

static inline double slope(const struct fold_sum *s)
{
    double share = 1 / s->n, xx = about_means(s, share, XX, X, X);
    return s->n > 1 && xx > 0 ? about_means(s, share, XY, X, Y) / xx : NAN;
}

static inline double intercept(const struct fold_sum *s)
{
    return s->base_y + s->term[Y] / s->n - slope(s) * (s->base_x + s->term[X] / s->n);
}

#define OF_PRODUCTS(answer_) {.terms = 5, .centred = true, .split = products, .join = fold_add, .answer = answer_}

void rolling_covariance(const double *x, const double *y, size_t count, const struct frame *f, double *scratch, double *out)
{
    static const struct family covariances = OF_PRODUCTS(covariance);
    fold(&covariances, x, y, count, f, scratch, out);
}

void rolling_correlation(const double *x, const double *y, size_t count, const struct frame *f, double *scratch, double *out)
{
    static const struct family correlations = OF_PRODUCTS(correlation);
    fold(&correlations, x, y, count, f, scratch, out);
}

void rolling_slope(const double *x, const double *y, size_t count, const struct frame *f, double *scratch, double *out)
{
    static const struct family slopes = OF_PRODUCTS(slope);
    fold(&slopes, x, y, count, f, scratch, out);
}

void rolling_intercept(const double *x, const double *y, size_t count, const struct frame *f, double *scratch, double *out)
{
    static const struct family intercepts = OF_PRODUCTS(intercept);
    fold(&intercepts, x, y, count, f, scratch, out);
}
