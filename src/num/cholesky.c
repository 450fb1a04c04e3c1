#include "num/cholesky.h"

#include <math.h>

static size_t half_of(size_t size)
{
    size_t half = size / 2;
    return half > TILE_COLUMNS ? half / TILE_COLUMNS * TILE_COLUMNS : half;
}

void cholesky_forward_rows(const double *l, size_t size, size_t stride, double *b, size_t rows, size_t b_stride, double *scratch)
{
    if (size <= TILE_LEAF) {
        tile_solve(l, size, stride, b, rows, b_stride);
        return;
    }
    size_t half = half_of(size), rest = size - half;
    cholesky_forward_rows(l, half, stride, b, rows, b_stride, scratch);
    tile_product((struct block){b, b_stride}, (struct block){l + half * stride, stride}, rows, rest, half, -1, false, b + half, b_stride, scratch);
    cholesky_forward_rows(l + half * stride + half, rest, stride, b + half, rows, b_stride, scratch);
}

/* `diagonal` are the entries of A before anything was taken from them: what a pivot is measured against. */
static size_t factor_leaf(double *a, size_t size, size_t stride, const double *diagonal, double floor)
{
    for (size_t j = 0; j < size; j++) {
        double *row   = a + j * stride;
        double  pivot = row[j];
        for (size_t k = 0; k < j; k++) pivot -= row[k] * row[k];
        if (!(pivot > floor * diagonal[j]) || !(pivot > 0) || !isfinite(pivot)) return j;
        row[j] = sqrt(pivot);
        for (size_t i = j + 1; i < size; i++) {
            double *other = a + i * stride, sum = other[j];
            for (size_t k = 0; k < j; k++) sum -= other[k] * row[k];
            other[j] = sum / row[j];
        }
    }
    return size;
}

/* Factors rows first .. first + size of A, of which everything left of `first` has been taken off already. What stood on
 * the diagonal before that is what is left plus the squares of its row of L. */
static size_t factor(double *a, size_t first, size_t size, size_t stride, double floor, double *scratch)
{
    double *corner = a + first * stride + first;
    if (size <= TILE_LEAF) {
        double diagonal[TILE_LEAF];
        for (size_t i = 0; i < size; i++) {
            const double *row = a + (first + i) * stride;
            diagonal[i] = row[first + i] + tile_dot(row, row, first);
        }
        return factor_leaf(corner, size, stride, diagonal, floor);
    }
    size_t  half = half_of(size), rest = size - half, done = factor(a, first, half, stride, floor, scratch);
    double *below = corner + half * stride;
    if (done < half) return done;
    cholesky_forward_rows(corner, half, stride, below, rest, stride, scratch);
    tile_product((struct block){below, stride}, (struct block){below, stride}, rest, rest, half, -1, true, below + half, stride, scratch);
    return half + factor(a, first + half, rest, stride, floor, scratch);
}

size_t cholesky(double *a, size_t size, size_t stride, double floor, double *scratch) { return factor(a, 0, size, stride, floor, scratch); }

void cholesky_forward(const double *l, size_t size, size_t stride, double *b)
{
    for (size_t i = 0; i < size; i++) b[i] = (b[i] - tile_dot(l + i * stride, b, i)) / l[i * stride + i];
}

void cholesky_backward(const double *l, size_t size, size_t stride, double *b)
{
    for (size_t i = size; i-- > 0;) {
        b[i] /= l[i * stride + i];
        tile_add(b, l + i * stride, -b[i], i);
    }
}
