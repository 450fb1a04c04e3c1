/* tile.h - the product that dense linear algebra is made of: C += s A B', in tiles that stay in registers.
 *
 * A is m x k and B is n x k, both row after row. The kernel is one source compiled for what the processor has; products
 * and sums are never fused and their order is fixed, so that the bits are the same everywhere. Pure, no allocation. */
#ifndef NUM_TILE_H
#define NUM_TILE_H

#include <stdbool.h>
#include <stddef.h>

enum {
    TILE_ROWS = 4, TILE_COLUMNS = 8, TILE_DEPTH = 128, TILE_WIDTH = 256, TILE_HEIGHT = 64, TILE_LEAF = 24,
    TILE_SCRATCH = TILE_DEPTH * (TILE_WIDTH + TILE_HEIGHT),      /* doubles of scratch that a product needs */
};

struct block {                          /* a part of a matrix */
    const double *at;
    size_t        stride;               /* from a row to the next */
};

/* C (m x n, from row to row `stride`) += sign A B'. With `lower` only the entries at or below the diagonal. */
void tile_product(struct block a, struct block b, size_t m, size_t n, size_t k, double sign, bool lower, double *c, size_t stride,
                  double *scratch);

/* C (n x n) += X' diag(weight) X of X, rows x n; the lower triangle only. weight NULL is all ones. */
void tile_gram(struct block x, const double *weight, size_t rows, size_t n, double *c, size_t stride, double *scratch);

/* Each of `rows` rows of B becomes L^-1 of itself, for an L of at most TILE_LEAF rows. */
void tile_solve(const double *l, size_t size, size_t stride, double *b, size_t rows, size_t b_stride);

/* out += s x, and the inner product in a fixed order of sixteen lanes. */
void   tile_add(double *out, const double *x, double s, size_t count);
double tile_dot(const double *a, const double *b, size_t count);

#endif
