/* Laws of the exponentially weighted figures: each answer is that of all values so far with their weights written out, and
 * knows of nothing that comes later. */
#include "num/ewm.h"

#include <math.h>
#include <string.h>

#include "../check.h"
#include "num/random.h"

enum { ROWS = 300 };

static double  x[ROWS], y[ROWS], out[ROWS], again[ROWS];
static int64_t at[ROWS];

static void fill(int kind)
{
    struct random r = {.seed = 71, .stream = (uint64_t)kind};
    for (size_t i = 0; i < ROWS; i++) {
        x[i]  = kind == 2 ? 5 : 1000 * (kind == 1) + random_normal(&r);
        y[i]  = x[i] + random_normal(&r);
        at[i] = (i ? at[i - 1] : 0) + 1 + (int64_t)random_below(&r, 5);
        if (kind == 3 && random_below(&r, 4) == 0) x[i] = NAN;
    }
}

struct moments {
    long double weight, square, mean_x, mean_y, xx, yy, xy;
    size_t      known;
};

static long double weight_of(const struct decay *d, size_t i, size_t k)
{
    return d->at ? exp2l(-(long double)(d->at[i] - d->at[k]) / d->half_life) : powl(1 - (long double)d->alpha, (long double)(i - k));
}

/* Of the values up to the last known one at or before i: a missing value repeats the answer. */
static struct moments moments_of(const struct decay *d, size_t i, const double *other)
{
    struct moments m = {0};
    while (i > 0 && (isnan(x[i]) || isnan(other[i]))) i--;
    for (size_t k = 0; k <= i; k++) {
        if (isnan(x[k]) || isnan(other[k])) continue;
        long double w = weight_of(d, i, k);
        m.weight += w, m.square += w * w, m.mean_x += w * x[k], m.mean_y += w * other[k];
        m.known++;
    }
    m.mean_x /= m.weight, m.mean_y /= m.weight;
    for (size_t k = 0; k <= i; k++) {
        if (isnan(x[k]) || isnan(other[k])) continue;
        long double w = weight_of(d, i, k) / m.weight, a = x[k] - m.mean_x, b = other[k] - m.mean_y;
        m.xx += w * a * a, m.yy += w * b * b, m.xy += w * a * b;
    }
    return m;
}

static void check_all(const struct decay *d, int kind, int figure)
{
    const double *other = figure < 2 ? x : y;
    if (figure == 0) ewm_mean(x, ROWS, d, out);
    if (figure == 1) ewm_variance(x, ROWS, d, out);
    if (figure == 2) ewm_covariance(x, y, ROWS, d, out);
    if (figure == 3) ewm_correlation(x, y, ROWS, d, out);
    for (size_t i = 0; i < ROWS; i++) {
        struct moments m = moments_of(d, i, other);
        long double    fair = m.known > 1 ? m.weight * m.weight / (m.weight * m.weight - m.square) : NAN;
        long double    together = m.xx > 1e-20L && m.yy > 1e-20L ? m.xy / sqrtl(m.xx * m.yy) : NAN;
        double want = (double)(figure == 0 ? m.mean_x : figure == 1 ? m.xx * fair : figure == 2 ? m.xy * fair : together);
        if (m.known == 0 || m.known < d->least) want = NAN;
        CHECK(isnan(want) ? isnan(out[i]) : fabs(out[i] - want) <= 1e-11 * fmax(1, fabs(want)), "figure %d, kind %d, row %zu: %.17g, written out %.17g", figure,
              kind, i, out[i], want);
    }
}

TEST(property_ewm_is_the_weights_written_out)
{
    const struct decay decays[] = {{.alpha = 0.1, .least = 1}, {.alpha = 0.9, .least = 5}, {.alpha = 0.01}, {.at = at, .half_life = 11, .least = 2}};
    for (int kind = 0; kind < 4; kind++) {
        fill(kind);
        for (size_t d = 0; d < sizeof decays / sizeof *decays; d++)
            for (int figure = 0; figure < 4; figure++) check_all(&decays[d], kind, figure);
    }
}

TEST(property_ewm_does_not_look_ahead)
{
    const struct decay d = {.alpha = 0.06, .least = 1};
    fill(3);
    ewm_deviation(x, ROWS, &d, out);
    for (size_t count = 1; count < ROWS; count += 29) {
        ewm_deviation(x, count, &d, again);
        CHECK(memcmp(out, again, count * sizeof *out) == 0, "row %zu", count);
    }
    fill(2);
    ewm_deviation(x, ROWS, &d, out);
    CHECK(isnan(out[0]) && out[1] == 0 && out[ROWS - 1] == 0, "a constant never moves");
    ewm_mean(x, 0, &d, out);
}
