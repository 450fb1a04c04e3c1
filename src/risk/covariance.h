/* covariance.h - how returns move together: the sample matrix, and two that are shrunk to a target for when there are
 * too few observations for so many pairs.
 *
 * Returns are rows x columns, a row per period and a column per asset, aligned and without NaN; they are centred in place
 * (pass a copy if you need them). Results are columns x columns, per period, symmetric to the bit; multiply by the periods
 * of a year for a year. Pure, no allocation. */
#ifndef RISK_COVARIANCE_H
#define RISK_COVARIANCE_H

#include <stddef.h>

enum { COVARIANCE_COLUMNS_MAX = 8192 };         /* assets at once: half a gigabyte of matrix */

/* The unbiased sample covariance, divisor rows - 1. All NaN for fewer than two rows. */
void covariance_sample(double *returns, size_t rows, size_t columns, double *ret_covariance);

/* Both: Ledoit and Wolf, (1 - k) S + k F with the k in [0, 1] that minimises the expected squared distance from the true
 * matrix; S has divisor rows, as in the papers. Positive definite whenever k > 0 and F is. They return k; NaN, and a
 * matrix of NaN, for fewer than two rows. */

/* F is the mean variance times the identity: "A well-conditioned estimator for large-dimensional covariance matrices",
 * 2004. Equal to sklearn's LedoitWolf. Pulls variances to each other too: for assets of one kind. */
double covariance_to_constant_variance(double *returns, size_t rows, size_t columns, double *ret_covariance);

/* F keeps every variance and gives all pairs the mean correlation: "Honey, I shrunk the sample covariance matrix", 2004.
 * The usual choice for stocks. An asset that never moves has correlation 0 with the others. */
double covariance_to_constant_correlation(double *returns, size_t rows, size_t columns, double *ret_covariance);

/* Root of w'Cw times periods_per_year: volatility a year of a portfolio of these weights. A quadratic form that rounding
 * left below 0 counts as 0. */
double portfolio_volatility(const double *covariance, const double *weights, size_t count, double periods_per_year);

#endif
