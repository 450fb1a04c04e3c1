#include "num/ewm.h"

#include <math.h>
#include <stdbool.h>

struct weighted {               /* of what has been seen: its weights, and what they weigh */
    double weight, square;      /* sum of weights and of their squares, the newest weight being 1 */
    double mean_x, mean_y, xx, yy, xy;
    size_t known;
};

static inline double kept(const struct decay *d, size_t i)
{
    return d->at ? exp2(-(double)(d->at[i] - d->at[i - 1]) / d->half_life) : 1 - d->alpha;
}

static inline void age(struct weighted *w, double factor)
{
    w->weight *= factor;
    w->square *= factor * factor;
}

/* West 1979, with weights: the update moves means and squares by what is new, so nothing cancels. */
static inline __attribute__((always_inline)) void take(struct weighted *w, double x, double y)
{
    double total = w->weight + 1, part = 1 / total, share = w->weight * part, dx = x - w->mean_x, dy = y - w->mean_y;
    if (w->known++ == 0) dx = dy = 0, w->mean_x = x, w->mean_y = y;
    w->xx = share * (w->xx + dx * dx * part);
    w->yy = share * (w->yy + dy * dy * part);
    w->xy = share * (w->xy + dx * dy * part);
    w->mean_x += dx * part;
    w->mean_y += dy * part;
    w->weight  = total;
    w->square += 1;
}

/* What makes the weighted variance unbiased: W^2 / (W^2 - sum of squared weights). */
static inline double unbiased(const struct weighted *w, double value)
{
    double all = w->weight * w->weight;
    return w->known > 1 && all > w->square ? value * all / (all - w->square) : NAN;
}

static inline double mean(const struct weighted *w)        { return w->mean_x; }
static inline double variance(const struct weighted *w)    { return unbiased(w, w->xx); }
static inline double deviation(const struct weighted *w)   { return sqrt(variance(w)); }
static inline double covariance(const struct weighted *w)  { return unbiased(w, w->xy); }
static inline double correlation(const struct weighted *w) { return w->xx > 0 && w->yy > 0 ? w->xy / (sqrt(w->xx) * sqrt(w->yy)) : NAN; }

static inline __attribute__((always_inline)) void run(const double *x, const double *y, size_t count, const struct decay *d,
                                                      double (*answer)(const struct weighted *w), double *out)
{
    struct weighted w = {0};
    for (size_t i = 0; i < count; i++) {
        if (w.known > 0) age(&w, kept(d, i));
        if (!isnan(x[i]) && !isnan(y[i])) take(&w, x[i], y[i]);
        out[i] = w.known > 0 && w.known >= d->least ? answer(&w) : NAN;
    }
}

void ewm_mean(const double *x, size_t count, const struct decay *d, double *out)      { run(x, x, count, d, mean, out); }
void ewm_variance(const double *x, size_t count, const struct decay *d, double *out)  { run(x, x, count, d, variance, out); }
void ewm_deviation(const double *x, size_t count, const struct decay *d, double *out) { run(x, x, count, d, deviation, out); }

void ewm_covariance(const double *x, const double *y, size_t count, const struct decay *d, double *out)
{
    run(x, y, count, d, covariance, out);
}

void ewm_correlation(const double *x, const double *y, size_t count, const struct decay *d, double *out)
{
    run(x, y, count, d, correlation, out);
}
