#include "num/tile.h"

#include <string.h>

typedef double four __attribute__((vector_size(32), aligned(8), may_alias));

#define INLINE static inline __attribute__((always_inline))
#define FAST   __attribute__((target("avx2")))

#if defined __x86_64__
static bool is_fast(void) { return __builtin_cpu_supports("avx2"); }
#define CHOOSE(call, ...) (is_fast() ? call##_fast(__VA_ARGS__) : call##_plain(__VA_ARGS__))
#define BOTH(type, name, params, args)                          \
    FAST static type name##_fast params { return name##_any args; }  \
    static type name##_plain params { return name##_any args; }
#else
#define CHOOSE(call, ...) call##_any(__VA_ARGS__)
#define BOTH(type, name, params, args)
#endif

/* c (4 x 8) += sign times the sum over k of a[k][0..3] b[k][0..7]. */
INLINE void kernel_any(const double *a, const double *b, size_t depth, double sign, double *c, size_t stride)
{
    for (size_t i = 0; i < TILE_ROWS; i++) __builtin_prefetch(c + i * stride, 1);
    four c00 = {0}, c01 = {0}, c10 = {0}, c11 = {0}, c20 = {0}, c21 = {0}, c30 = {0}, c31 = {0};
    for (size_t k = 0; k < depth; k++, a += TILE_ROWS, b += TILE_COLUMNS) {
        four low = *(const four *)(const void *)b, high = *(const four *)(const void *)(b + 4);
        c00 += a[0] * low, c01 += a[0] * high;
        c10 += a[1] * low, c11 += a[1] * high;
        c20 += a[2] * low, c21 += a[2] * high;
        c30 += a[3] * low, c31 += a[3] * high;
    }
    four *row = (four *)(void *)c, *second = (four *)(void *)(c + stride), *third = (four *)(void *)(c + 2 * stride);
    four *fourth = (four *)(void *)(c + 3 * stride);
    row[0]    += sign * c00, row[1]    += sign * c01;
    second[0] += sign * c10, second[1] += sign * c11;
    third[0]  += sign * c20, third[1]  += sign * c21;
    fourth[0] += sign * c30, fourth[1] += sign * c31;
}
BOTH(void, kernel, (const double *a, const double *b, size_t depth, double sign, double *c, size_t stride), (a, b, depth, sign, c, stride))

/* Eight right sides side by side: x (size x 8) = L^-1 x. */
INLINE void solve_any(const double *l, size_t size, size_t stride, double *x)
{
    four *v = (four *)(void *)x;
    for (size_t i = 0; i < size; i++) {
        const double *row = l + i * stride;
        four          low = v[2 * i], high = v[2 * i + 1];
        for (size_t k = 0; k < i; k++) low -= row[k] * v[2 * k], high -= row[k] * v[2 * k + 1];
        v[2 * i] = low / row[i], v[2 * i + 1] = high / row[i];
    }
}
BOTH(void, solve, (const double *l, size_t size, size_t stride, double *x), (l, size, stride, x))

INLINE void add_any(double *out, const double *x, double s, size_t count)
{
    size_t i = 0;
    for (; i + 4 <= count; i += 4) *(four *)(void *)(out + i) += s * *(const four *)(const void *)(x + i);
    for (; i < count; i++) out[i] += s * x[i];
}
BOTH(void, add, (double *out, const double *x, double s, size_t count), (out, x, s, count))

INLINE double dot_any(const double *a, const double *b, size_t count)
{
    four   s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};
    size_t i = 0;
    double rest = 0;
    for (; i + 16 <= count; i += 16) {
        const four *x = (const four *)(const void *)(a + i), *y = (const four *)(const void *)(b + i);
        s0 += x[0] * y[0], s1 += x[1] * y[1], s2 += x[2] * y[2], s3 += x[3] * y[3];
    }
    for (; i < count; i++) rest += a[i] * b[i];
    four s = (s0 + s1) + (s2 + s3);
    return ((s[0] + s[1]) + (s[2] + s[3])) + rest;
}
BOTH(double, dot, (const double *a, const double *b, size_t count), (a, b, count))

void   tile_add(double *out, const double *x, double s, size_t count) { CHOOSE(add, out, x, s, count); }
double tile_dot(const double *a, const double *b, size_t count) { return CHOOSE(dot, a, b, count); }

/* Rows of a factor as the kernel wants them: for each k the values of `wide` rows side by side, 0 where there is none. */
INLINE void pack_rows(struct block x, size_t rows, size_t depth, size_t wide, double *out)
{
    if (rows < wide) memset(out, 0, depth * wide * sizeof *out);
    if (rows > wide) rows = wide;
    for (size_t k = 0; k < depth && rows == wide; k++)
        for (size_t r = 0; r < wide; r++) out[k * wide + r] = x.at[r * x.stride + k];
    for (size_t k = 0; k < depth && rows < wide; k++)
        for (size_t r = 0; r < rows; r++) out[k * wide + r] = x.at[r * x.stride + k];
}

/* The same from the columns of a matrix that is not turned, each row times its weight. */
static void pack_columns(struct block x, const double *weight, size_t columns, size_t depth, size_t wide, double *out)
{
    for (size_t k = 0; k < depth; k++)
        for (size_t r = 0; r < wide; r++) out[k * wide + r] = r < columns ? x.at[k * x.stride + r] * (weight ? weight[k] : 1) : 0;
}

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* Adds the part of a tile that lies inside C, whose corner is (row, column); `lower` keeps it to the diagonal and below. */
static void put_edge(const double *tile, size_t row, size_t column, size_t m, size_t n, bool lower, double *c, size_t stride)
{
    for (size_t i = 0; i < TILE_ROWS && row + i < m; i++) {
        size_t  end = lower ? least(n, row + i + 1) : n;
        double *out = c + (row + i) * stride + column;
        for (size_t j = 0; column + j < end && j < TILE_COLUMNS; j++) out[j] += tile[i * TILE_COLUMNS + j];
    }
}

struct target {                         /* where tiles go: C, m x n */
    double *at;
    size_t  stride, m, n;
    double  sign;
    bool    lower;
};

/* One tile: four packed rows against eight packed columns. */
static void run_tile(const struct target *t, const double *a, const double *b, size_t depth, size_t row, size_t column)
{
    size_t whole = t->lower ? least(t->n, row + 1) : t->n;              /* columns that all four rows have */
    if (row + TILE_ROWS <= t->m && column + TILE_COLUMNS <= whole) {
        CHOOSE(kernel, a, b, depth, t->sign, t->at + row * t->stride + column, t->stride);
        return;
    }
    double tile[TILE_ROWS * TILE_COLUMNS] = {0};
    CHOOSE(kernel, a, b, depth, t->sign, tile, TILE_COLUMNS);
    put_edge(tile, row, column, t->m, t->n, t->lower, t->at, t->stride);
}

/* Packed rows `row` to `row_end` against packed columns `first` to `end`. The columns of a tile stay in the first cache. */
static void run_block(const struct target *t, const double *a, const double *b, size_t depth, size_t row, size_t row_end, size_t first, size_t end)
{
    for (size_t j = first; j < end; j += TILE_COLUMNS)
        for (size_t i = row; i < row_end; i += TILE_ROWS)
            if (!t->lower || j < i + TILE_ROWS) run_tile(t, a + (i - row) * depth, b + (j - first) * depth, depth, i, j);
}

static void product_of(const struct target *t, struct block a, struct block b, size_t depth, double *scratch)
{
    double *strips = scratch + TILE_DEPTH * TILE_WIDTH;
    for (size_t first = 0; first < t->n; first += TILE_WIDTH) {
        size_t end = least(t->n, first + TILE_WIDTH);
        for (size_t j = first; j < end; j += TILE_COLUMNS)
            pack_rows((struct block){b.at + j * b.stride, b.stride}, end - j, depth, TILE_COLUMNS, scratch + (j - first) * depth);
        for (size_t row = t->lower ? first : 0; row < t->m; row += TILE_HEIGHT) {
            size_t row_end = least(t->m, row + TILE_HEIGHT);
            for (size_t i = row; i < row_end; i += TILE_ROWS)
                pack_rows((struct block){a.at + i * a.stride, a.stride}, row_end - i, depth, TILE_ROWS, strips + (i - row) * depth);
            run_block(t, strips, scratch, depth, row, row_end, first, end);
        }
    }
}

void tile_product(struct block a, struct block b, size_t m, size_t n, size_t k, double sign, bool lower, double *c, size_t stride,
                  double *scratch)
{
    struct target t = {c, stride, m, n, sign, lower};
    for (size_t from = 0; from < k; from += TILE_DEPTH)
        product_of(&t, (struct block){a.at + from, a.stride}, (struct block){b.at + from, b.stride}, least(TILE_DEPTH, k - from), scratch);
}

static void gram_of(const struct target *t, struct block x, const double *weight, size_t depth, double *scratch)
{
    double *strips = scratch + TILE_DEPTH * TILE_WIDTH;
    for (size_t first = 0; first < t->n; first += TILE_WIDTH) {
        size_t end = least(t->n, first + TILE_WIDTH);
        for (size_t j = first; j < end; j += TILE_COLUMNS)
            pack_columns((struct block){x.at + j, x.stride}, NULL, end - j, depth, TILE_COLUMNS, scratch + (j - first) * depth);
        for (size_t row = first; row < t->n; row += TILE_HEIGHT) {
            size_t row_end = least(t->n, row + TILE_HEIGHT);
            for (size_t i = row; i < row_end; i += TILE_ROWS)
                pack_columns((struct block){x.at + i, x.stride}, weight, row_end - i, depth, TILE_ROWS, strips + (i - row) * depth);
            run_block(t, strips, scratch, depth, row, row_end, first, end);
        }
    }
}

void tile_gram(struct block x, const double *weight, size_t rows, size_t n, double *c, size_t stride, double *scratch)
{
    struct target t = {c, stride, n, n, 1, true};
    for (size_t from = 0; from < rows; from += TILE_DEPTH)
        gram_of(&t, (struct block){x.at + from * x.stride, x.stride}, weight ? weight + from : NULL, least(TILE_DEPTH, rows - from), scratch);
}

void tile_solve(const double *l, size_t size, size_t stride, double *b, size_t rows, size_t b_stride)
{
    double x[TILE_LEAF * TILE_COLUMNS];
    for (size_t first = 0; first < rows; first += TILE_COLUMNS) {
        double *part = b + first * b_stride;
        size_t  wide = least(TILE_COLUMNS, rows - first);
        pack_rows((struct block){part, b_stride}, wide, size, TILE_COLUMNS, x);
        CHOOSE(solve, l, size, stride, x);
        for (size_t r = 0; r < wide; r++)
            for (size_t k = 0; k < size; k++) part[r * b_stride + k] = x[k * TILE_COLUMNS + r];
    }
}
