/* pca.h - the directions in which assets move together.
 *
 * Of a covariance or correlation matrix, size x size. Pure, no allocation. */
#ifndef RISK_PCA_H
#define RISK_PCA_H

#include <stdbool.h>
#include <stddef.h>

/* variances descending, and row k of `directions` the unit vector of variance k (its largest entry positive). What rounding
 * left below 0 is 0. share[k] is what the first k + 1 explain of the whole; NaN when nothing varies. `share` also serves as
 * scratch; directions may be the matrix. false when the matrix is not finite. */
[[nodiscard]] bool pca(const double *matrix, size_t size, double *variances, double *directions, double *share);

/* A correlation matrix and deviations from a covariance matrix; `out` may be it. A variable that never moves has correlation 0
 * with the others and 1 with itself. */
void correlation_of(const double *covariance, size_t size, double *deviations, double *out);

#endif
