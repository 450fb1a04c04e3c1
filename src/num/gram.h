/* gram.h - products of a matrix with itself, fast: what covariance over many assets waits for.
 *
 * Every element is added up in one order, four rows at a time, whatever the width of the machine's vectors, and without
 * fused operations: the bits are those of matrix_covariance(), the plain loop, on every machine. Pure, no allocation. */
#ifndef NUM_GRAM_H
#define NUM_GRAM_H

#include <stddef.h>

/* out = X'X / divisor, columns x columns and symmetric to the bit; X is rows x columns, row after row. */
void gram(const double *x, size_t rows, size_t columns, double divisor, double *out);

#endif
