/* regression.h - returns explained by the returns of factors: ordinary least squares with an intercept, with the standard
 * errors of the textbook or of Newey and West (1987).
 *
 * A design is prepared once and used for any number of series over the same periods. Columns are contiguous, without NaN, and
 * are not copied. The normal equations are those of centred and scaled columns, and the answer is refined once by its own
 * residuals, which gives nine digits of NIST's Longley data. Pure, no allocation. */
#ifndef RISK_REGRESSION_H
#define RISK_REGRESSION_H

#include <stdbool.h>
#include <stddef.h>

enum { FACTORS_MAX = 32, COEFFICIENTS_MAX = FACTORS_MAX + 1, LAGS_MAX = 64 };

enum error_kind { ERRORS_OLS, ERRORS_HAC };

struct design {
    const double *factor[FACTORS_MAX];  /* count values each */
    size_t        factors, count;
    double        mean[FACTORS_MAX], unit[FACTORS_MAX];
    double        inverse[COEFFICIENTS_MAX * COEFFICIENTS_MAX];     /* of X'X, intercept first: (factors + 1) squared */
};

struct regression {
    size_t coefficients;                        /* the intercept, then one a factor */
    double value[COEFFICIENTS_MAX], error[COEFFICIENTS_MAX], t[COEFFICIENTS_MAX];
    double r_squared, adjusted;                 /* NaN when y never moves */
    double deviation;                           /* of the residuals, count - coefficients */
    double log_likelihood;
};

/* false when the columns are not independent, or no more rows than coefficients. With `factors` 0, the mean alone. */
[[nodiscard]] bool design_open(struct design *d, const double *const *factor, size_t factors, size_t count);

/* residual has room for count. With ERRORS_HAC: Bartlett weights over `lags` lags, no correction for small samples, as
 * statsmodels' cov_type="HAC". */
void regression_fit(const struct design *d, const double *y, enum error_kind errors, size_t lags, double *residual, struct regression *ret);

/* Newey and West 1994: 4 (count / 100)^(2/9), rounded down. */
size_t hac_lags(size_t count);

/* The same over each window of `rows` rows: out[k * count + i] is coefficient k at row i, NaN before there is a window and
 * where its columns are not independent. `scratch` has room for rows. */
void regression_rolling(const double *const *factor, size_t factors, const double *y, size_t count, size_t rows, double *scratch, double *out);

#endif
