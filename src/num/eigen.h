/* eigen.h - eigenvalues and vectors of a symmetric matrix.
 *
 * Householder's tridiagonal form, then implicit QL steps with Wilkinson's shift (Martin, Reinsch and Wilkinson 1968; Bowdler
 * and others 1968). One thread and one order of operations: the same bits everywhere. Some 2 n^3 steps; 0.1 s for 500.
 * Pure, no allocation. */
#ifndef NUM_EIGEN_H
#define NUM_EIGEN_H

#include <stdbool.h>
#include <stddef.h>

/* Of the size x size matrix a: values descending, and row k of `vectors` is the unit vector of value k, its largest entry
 * (the first of equals) positive. `vectors` may be a; scratch has room for size values. false when it does not converge or
 * a is not finite; then nothing is right. */
[[nodiscard]] bool eigen_symmetric(const double *a, size_t size, double *scratch, double *values, double *vectors);

/* out = sum over k of values[k] v_k v_k', symmetric to the bit. */
void eigen_compose(const double *values, const double *vectors, size_t size, double *out);

#endif
