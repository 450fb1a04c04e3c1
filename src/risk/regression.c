#include "risk/regression.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "num/lanes.h"
#include "num/matrix.h"
#include "num/stat.h"

/* What a pivot may be against 1 before the columns count as dependent: they are known to 16 digits, and some are lost. */
static const double INDEPENDENT = 1e-11;

INLINED double sum(const double *x, size_t count)
{
    lanes  even = {0}, odd = {0};
    size_t whole = count - count % (2 * LANES);
    double rest = 0;
    for (size_t i = 0; i < whole; i += 2 * LANES) even += *lanes_at(x + i), odd += *lanes_at(x + i + LANES);
    for (size_t i = whole; i < count; i++) rest += x[i];
    even += odd;
    return lanes_total(&even) + rest;
}

/* Sum of (a - mean) b. Where mean is a's, that of b need not be taken away. */
INLINED double about(const double *a, double mean, const double *b, size_t count)
{
    lanes  even = {0}, odd = {0};
    size_t whole = count - count % (2 * LANES);
    double rest = 0;
    for (size_t i = 0; i < whole; i += 2 * LANES) {
        even += (*lanes_at(a + i) - mean) * *lanes_at(b + i);
        odd  += (*lanes_at(a + i + LANES) - mean) * *lanes_at(b + i + LANES);
    }
    for (size_t i = whole; i < count; i++) rest += (a[i] - mean) * b[i];
    even += odd;
    return lanes_total(&even) + rest;
}

/* Sum of (a - mean_a)(b - mean_b): of one factor with another, where nothing refines what rounding takes. */
INLINED double about_both(const double *a, double mean_a, const double *b, double mean_b, size_t count)
{
    double lane[LANES] = {0};
    for (size_t i = 0; i < count; i++) lane[i % LANES] += (a[i] - mean_a) * (b[i] - mean_b);
    return (lane[0] + lane[1]) + (lane[2] + lane[3]);
}

/* The correlations of the factors, factored; false when one follows from the others. */
static bool correlations(struct design *d, double *l)
{
    size_t n = d->factors;
    for (size_t i = 0; i < n; i++) {
        double square = about_both(d->factor[i], d->mean[i], d->factor[i], d->mean[i], d->count);
        d->unit[i] = sqrt(square);
        if (!(d->unit[i] > 1e-14 * fabs(d->mean[i]) * sqrt((double)d->count))) return false;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            l[i * n + j] = about_both(d->factor[i], d->mean[i], d->factor[j], d->mean[j], d->count) / (d->unit[i] * d->unit[j]);
    if (!matrix_cholesky(l, n)) return false;
    for (size_t i = 0; i < n; i++)
        if (l[i * n + i] * l[i * n + i] < INDEPENDENT) return false;
    return true;
}

/* The inverse of X'X from that of the correlations: slopes are apart from the mean of y, and the intercept follows from both. */
static void invert(struct design *d, const double *l)
{
    size_t n = d->factors, m = n + 1;
    for (size_t i = 0; i < n; i++) {
        double column[FACTORS_MAX] = {0};
        column[i] = 1;
        matrix_cholesky_solve(l, n, column);
        for (size_t j = 0; j < n; j++) d->inverse[(i + 1) * m + j + 1] = column[j] / (d->unit[i] * d->unit[j]);
    }
    double corner = 1 / (double)d->count;
    for (size_t i = 0; i < n; i++) {
        double beside = 0;
        for (size_t j = 0; j < n; j++) beside -= d->inverse[(i + 1) * m + j + 1] * d->mean[j];
        d->inverse[i + 1] = d->inverse[(i + 1) * m] = beside;
        corner -= beside * d->mean[i];
    }
    d->inverse[0] = corner;
}

bool design_open(struct design *d, const double *const *factor, size_t factors, size_t count)
{
    double l[FACTORS_MAX * FACTORS_MAX];
    assert(factors <= FACTORS_MAX);
    d->factors = factors;
    d->count   = count;
    if (count <= factors + 1) return false;
    for (size_t i = 0; i < factors; i++) {
        d->factor[i] = factor[i];
        d->mean[i]   = sum(factor[i], count) / (double)count;
    }
    if (factors > 0 && !correlations(d, l)) return false;
    invert(d, l);
    return true;
}

/* residual = y - X b */
INLINED void leave(const struct design *d, const double *y, const double *b, double *residual)
{
    size_t count = d->count, whole = count - count % LANES;
    for (size_t i = 0; i < whole; i += LANES) {
        lanes left = *lanes_at(y + i) - b[0];
        for (size_t k = 0; k < d->factors; k++) left -= b[k + 1] * *lanes_at(d->factor[k] + i);
        *lanes_to(residual + i) = left;
    }
    for (size_t i = whole; i < count; i++) {
        double left = y[i] - b[0];
        for (size_t k = 0; k < d->factors; k++) left -= b[k + 1] * d->factor[k][i];
        residual[i] = left;
    }
}

/* Adds what the values still hold of the factors. */
INLINED void solve(const struct design *d, const double *values, double *b)
{
    size_t m = d->factors + 1;
    double mean = sum(values, d->count) / (double)d->count, product[FACTORS_MAX], change[FACTORS_MAX] = {0};
    for (size_t k = 0; k < d->factors; k++) product[k] = about(d->factor[k], d->mean[k], values, d->count);
    for (size_t i = 0; i < d->factors; i++)
        for (size_t k = 0; k < d->factors; k++) change[i] += d->inverse[(i + 1) * m + k + 1] * product[k];
    for (size_t i = 0; i < d->factors; i++) {
        b[i + 1] += change[i];
        mean     -= change[i] * d->mean[i];
    }
    b[0] += mean;
}

enum { STRETCH = 256 };                 /* periods whose scores are held at once; the lags before them lie beside */

/* The scores: row k of X at a period times its residual. scores[k][lags + i] is that of period first + i, before it stand those
 * of `lags` earlier ones, 0 where there is none. */
INLINED void scores_of(const struct design *d, const double *residual, size_t first, size_t count, size_t lags, double scores[][STRETCH + LAGS_MAX])
{
    size_t none = first < lags ? lags - first : 0, from = first + none - lags, known = count + lags - none;
    for (size_t k = 0; k <= d->factors; k++) {
        double *out = scores[k] + none;
        memset(scores[k], 0, none * sizeof *out);
        for (size_t i = 0; i < known; i++) out[i] = k == 0 ? residual[from + i] : residual[from + i] * d->factor[k - 1][from + i];
    }
}

/* What each period's score meets: itself, and twice the weighted ones of the lags before it. */
INLINED void gather(const double *score, size_t count, size_t lags, const double *weight, double *out)
{
    size_t whole = count - count % LANES;
    for (size_t i = 0; i < whole; i += LANES) {
        lanes sum = *lanes_at(score + lags + i);
        for (size_t l = 1; l <= lags; l++) sum += weight[l] * *lanes_at(score + lags + i - l);
        *lanes_to(out + i) = sum;
    }
    for (size_t i = whole; i < count; i++) {
        out[i] = score[lags + i];
        for (size_t l = 1; l <= lags; l++) out[i] += weight[l] * score[lags + i - l];
    }
}

/* The sum of s_t s_t' and, weighted, of s_t s_{t-l}' and its transpose: s_t times what the window of lags before it holds. */
INLINED void spread(const struct design *d, const double *residual, size_t lags, double *out)
{
    size_t m = d->factors + 1;
    double scores[COEFFICIENTS_MAX][STRETCH + LAGS_MAX], held[STRETCH], weight[LAGS_MAX + 1];
    for (size_t l = 1; l <= lags; l++) weight[l] = 2 * (1 - (double)l / (double)(lags + 1));
    memset(out, 0, m * m * sizeof *out);
    for (size_t first = 0; first < d->count; first += STRETCH) {
        size_t count = d->count - first < STRETCH ? d->count - first : STRETCH;
        scores_of(d, residual, first, count, lags, scores);
        for (size_t j = 0; j < m; j++) {
            gather(scores[j], count, lags, weight, held);
            for (size_t i = 0; i < m; i++) out[i * m + j] += about(scores[i] + lags, 0, held, count);
        }
    }
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < i; j++) out[i * m + j] = out[j * m + i] = (out[i * m + j] + out[j * m + i]) / 2;
}

INLINED void errors_hac(const struct design *d, const double *residual, size_t lags, struct regression *ret)
{
    size_t m = d->factors + 1;
    double s[COEFFICIENTS_MAX * COEFFICIENTS_MAX];
    spread(d, residual, lags, s);
    for (size_t k = 0; k < m; k++) ret->error[k] = sqrt(fmax(matrix_quadratic(s, d->inverse + k * m, m), 0));
}

INLINED void regression_fit_body(const struct design *d, const double *y, enum error_kind errors, size_t lags, double *residual, struct regression *ret)
{
    size_t m = ret->coefficients = d->factors + 1;
    double n = (double)d->count, free = n - (double)m, mean = sum(y, d->count) / n;
    assert(lags <= LAGS_MAX);
    memset(ret->value, 0, m * sizeof *ret->value);
    solve(d, y, ret->value);
    leave(d, y, ret->value, residual);
    solve(d, residual, ret->value);
    leave(d, y, ret->value, residual);

    double left = about(residual, 0, residual, d->count), whole = about_both(y, mean, y, mean, d->count);
    ret->r_squared      = whole > 0 ? 1 - left / whole : NAN;
    ret->adjusted       = 1 - (1 - ret->r_squared) * (n - 1) / free;
    ret->deviation      = sqrt(left / free);
    ret->log_likelihood = -n / 2 * (log(2 * M_PI * left / n) + 1);
    for (size_t k = 0; k < m; k++) ret->error[k] = ret->deviation * sqrt(d->inverse[k * m + k]);
    if (errors == ERRORS_HAC) errors_hac(d, residual, lags, ret);
    for (size_t k = 0; k < m; k++) ret->t[k] = ret->error[k] > 0 ? ret->value[k] / ret->error[k] : NAN;
}

LANES_KERNEL(void, regression_fit, (const struct design *d, const double *y, enum error_kind errors, size_t lags, double *residual, struct regression *ret),
             (d, y, errors, lags, residual, ret))

size_t hac_lags(size_t count)
{
    size_t lags = (size_t)floor(4 * pow((double)count / 100, 2.0 / 9));
    return lags < LAGS_MAX ? lags : LAGS_MAX;
}

void regression_rolling(const double *const *factor, size_t factors, const double *y, size_t count, size_t rows, double *scratch, double *out)
{
    const double *here[FACTORS_MAX];
    struct regression r;
    struct design     d;
    for (size_t i = 0; i < count; i++) {
        bool full = rows > 0 && i + 1 >= rows;
        for (size_t k = 0; full && k < factors; k++) here[k] = factor[k] + (i + 1 - rows);
        full = full && design_open(&d, here, factors, rows);
        if (full) regression_fit(&d, y + (i + 1 - rows), ERRORS_OLS, 0, scratch, &r);
        for (size_t k = 0; k <= factors; k++) out[k * count + i] = full ? r.value[k] : NAN;
    }
}
