/* matrix.h - dense matrices, row after row, as plain loops: what risk needs until a BLAS is linked, and its reference
 * afterwards.
 *
 * A NaN in a column spoils what that column enters, and nothing else. Pure, no allocation; the caller owns all arrays. */
#ifndef NUM_MATRIX_H
#define NUM_MATRIX_H

#include <stdbool.h>
#include <stddef.h>

/* Subtracts from every column its mean, in place. */
void matrix_centre(double *x, size_t rows, size_t columns);

/* out = X'X / divisor, columns x columns, symmetric to the bit. X is rows x columns and centred already: divided by
 * rows - 1 that is the sample covariance, by rows the one of maximum likelihood. */
void matrix_covariance(const double *centred, size_t rows, size_t columns, double divisor, double *out);

/* out[i] = sum of a[i][j] x[j] */
void matrix_times_vector(const double *a, const double *x, size_t rows, size_t columns, double *out);

/* x' A x for a square A. */
double matrix_quadratic(const double *a, const double *x, size_t size);

/* A = L L' in place: L in the lower triangle and the diagonal, the rest is left alone. Reads the lower triangle only.
 * false when A is not positive definite (or holds a NaN); then A is spoilt. */
[[nodiscard]] bool matrix_cholesky(double *a, size_t size);

/* Solves A x = b, given L; b becomes x. */
void matrix_cholesky_solve(const double *l, size_t size, double *b);

#endif
