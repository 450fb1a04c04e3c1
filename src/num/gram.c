#include "num/gram.h"

#include <string.h>

#include "num/lanes.h"

/* A block of BLOCK x BLOCK results is worked on at a time, from DEPTH rows of both its columns, copied together so that
 * they lie in the nearest cache; in it TALL x WIDE results live in registers. */
enum { TALL = 2, WIDE_LANES = 4, WIDE = WIDE_LANES * LANES, BLOCK = 96, DEPTH = 64, GROUP = 4 };

struct panel {                          /* DEPTH rows of BLOCK columns, zero where the matrix has ended */
    double at[DEPTH][BLOCK] __attribute__((aligned(64)));
};

struct tile {
    double at[BLOCK][BLOCK] __attribute__((aligned(64)));
};

/* Written out by the compiler, so that the sums of a tile never leave the registers. */
#define ALL(x) {(x), (x), (x), (x)}
#define EACH(count, k) _Pragma("GCC unroll 4") for (size_t k = 0; k < (count); k++)

INLINED void tile_add(const struct panel *a, const struct panel *b, size_t depth, size_t i, size_t j, struct tile *t)
{
    lanes sum[TALL][WIDE_LANES];
    EACH(TALL, p) EACH(WIDE_LANES, q) sum[p][q] = *lanes_at(&t->at[i + p][j + q * LANES]);
    for (size_t row = 0; row < depth; row += GROUP)
        EACH(TALL, p) {
            const double *left = &a->at[row][i + p];
            lanes one = ALL(left[0]), two = ALL(left[BLOCK]), three = ALL(left[2 * BLOCK]), four = ALL(left[3 * BLOCK]);
            EACH(WIDE_LANES, q) {
                const double *right = &b->at[row][j + q * LANES];
                sum[p][q] += (one * *lanes_at(right) + two * *lanes_at(right + BLOCK)) +
                             (three * *lanes_at(right + 2 * BLOCK) + four * *lanes_at(right + 3 * BLOCK));
            }
        }
    EACH(TALL, p) EACH(WIDE_LANES, q) *lanes_to(&t->at[i + p][j + q * LANES]) = sum[p][q];
}

INLINED void block_add(const struct panel *a, const struct panel *b, size_t depth, struct tile *t)
{
    for (size_t j = 0; j < BLOCK; j += WIDE)
        for (size_t i = 0; i < BLOCK; i += TALL) tile_add(a, b, depth, i, j, t);
}

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

static void take(const double *x, size_t columns, size_t first_row, size_t depth, size_t first_column, struct panel *p)
{
    size_t width = smaller(BLOCK, columns - first_column);
    if (width < BLOCK || depth < DEPTH) memset(p, 0, sizeof *p);
    for (size_t r = 0; r < depth; r++) memcpy(p->at[r], x + (first_row + r) * columns + first_column, width * sizeof *x);
}

INLINED void block(const double *x, size_t rows, size_t columns, size_t i, size_t j, double divisor, double *out)
{
    struct panel a, b;
    struct tile  t = {0};
    for (size_t row = 0; row < rows; row += DEPTH) {
        size_t depth = smaller(DEPTH, rows - row);
        take(x, columns, row, depth, i, &a);
        if (i != j) take(x, columns, row, depth, j, &b);
        block_add(&a, i == j ? &a : &b, (depth + GROUP - 1) / GROUP * GROUP, &t);
    }
    size_t height = smaller(BLOCK, columns - i), width = smaller(BLOCK, columns - j);
    for (size_t p = 0; p < height; p++)
        for (size_t q = i == j ? p : 0; q < width; q++) out[(i + p) * columns + j + q] = t.at[p][q] /= divisor;
    for (size_t q = 0; q < width; q++)          /* the other half, row after row too */
        for (size_t p = 0; p < (i == j ? q : height); p++) out[(j + q) * columns + i + p] = t.at[p][q];
}

INLINED void gram_body(const double *x, size_t rows, size_t columns, double divisor, double *out)
{
    for (size_t i = 0; i < columns; i += BLOCK)
        for (size_t j = i; j < columns; j += BLOCK) block(x, rows, columns, i, j, divisor, out);
}

LANES_KERNEL(void, gram, (const double *x, size_t rows, size_t columns, double divisor, double *out), (x, rows, columns, divisor, out))
