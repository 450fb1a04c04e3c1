#include <math.h>

#include "num/distribution.h"
#include "risk/regression.h"
#include "risk/series_test.h"

/* MacKinnon: "Approximate asymptotic distribution functions for unit-root and cointegration tests", 1994, tables for one
 * variable and a constant: a polynomial in the statistic, read as a quantile of the normal. */
static double probability_of(double tau)
{
    static const double far[] = {2.1659, 1.4412, 0.038269}, near[] = {1.7339, 0.93202, -0.12745, -0.010368};
    if (isnan(tau)) return NAN;
    if (tau > 2.74) return 1;
    if (tau < -18.83) return 0;
    double z = tau <= -1.61 ? far[0] + tau * (far[1] + tau * far[2]) : near[0] + tau * (near[1] + tau * (near[2] + tau * near[3]));
    return normal_cdf(z);
}

/* MacKinnon 2010: response surfaces in 1 / rows. */
static double critical(const double c[4], size_t rows)
{
    double x = 1 / (double)rows;
    return c[0] + x * (c[1] + x * (c[2] + x * c[3]));
}

struct levels {                         /* the series, its differences, and room for residuals */
    const double *value, *difference;
    double       *residual;
    size_t        differences;
};

/* Differences from `skip` on, against the level before and `lags` differences before that. */
static bool fit(const struct levels *s, size_t lags, size_t skip, struct regression *ret)
{
    const double *factor[FACTORS_MAX];
    struct design d;
    factor[0] = s->value + skip;
    for (size_t k = 1; k <= lags; k++) factor[k] = s->difference + skip - k;
    if (skip >= s->differences || !design_open(&d, factor, lags + 1, s->differences - skip)) return false;
    regression_fit(&d, s->difference + skip, ERRORS_OLS, 0, s->residual, ret);
    return true;
}

static size_t lags_of(size_t count)
{
    size_t most = (size_t)ceil(12 * pow((double)count / 100, 0.25)), half = count / 2 > 3 ? count / 2 - 3 : 0;
    most = most < half ? most : half;
    return most < UNIT_ROOT_LAGS_MAX ? most : UNIT_ROOT_LAGS_MAX;
}

bool test_unit_root(const double *values, size_t count, double *scratch, struct unit_root *ret)
{
    static const double one[] = {-3.43035, -6.5393, -16.786, -79.433}, five[] = {-2.86154, -2.8903, -4.234, -40.040},
                        ten[] = {-2.56677, -1.5384, -2.809, 0};
    struct regression r;
    struct levels s = {values, scratch, scratch + count, count > 1 ? count - 1 : 0};
    double        lowest = INFINITY;
    for (size_t i = 0; i + 1 < count; i++) scratch[i] = values[i + 1] - values[i];
    size_t most = lags_of(count), best = most + 1;
    for (size_t lags = 0; lags <= most; lags++) {
        if (!fit(&s, lags, most, &r)) continue;
        double akaike = 2 * (double)r.coefficients - 2 * r.log_likelihood;
        if (akaike < lowest) lowest = akaike, best = lags;
    }
    if (best > most || !fit(&s, best, best, &r)) return false;
    size_t rows = s.differences - best;
    *ret = (struct unit_root){r.t[1], probability_of(r.t[1]), critical(one, rows), critical(five, rows), critical(ten, rows), best, rows};
    return !isnan(r.t[1]);
}
