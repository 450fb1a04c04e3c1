/* cholesky.h - symmetric positive definite matrices of any size, at the speed of the processor: A = L L', row after row.
 *
 * Recursive (Gustavson 1997): all but a sliver of the work is tile_product(). matrix_cholesky() of matrix.h is its
 * reference, quicker below some 30 rows. Pure, no allocation; `scratch` has room for TILE_SCRATCH doubles. */
#ifndef NUM_CHOLESKY_H
#define NUM_CHOLESKY_H

#include "num/tile.h"

/* In place, from row to row `stride`; reads and writes the lower triangle only. Returns `size`, or the first index whose
 * pivot is not above `floor` times the diagonal entry that stood there (or is NaN); then A is spoilt. */
[[nodiscard]] size_t cholesky(double *a, size_t size, size_t stride, double floor, double *scratch);

void cholesky_forward(const double *l, size_t size, size_t stride, double *b);     /* b = L^-1 b */
void cholesky_backward(const double *l, size_t size, size_t stride, double *b);    /* b = L'^-1 b */

/* Each of `rows` rows of B (from row to row b_stride) becomes L^-1 of itself. */
void cholesky_forward_rows(const double *l, size_t size, size_t stride, double *b, size_t rows, size_t b_stride, double *scratch);

#endif
