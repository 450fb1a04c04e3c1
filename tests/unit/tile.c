#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "num/cholesky.h"
#include "num/elementary.h"
#include "num/many.h"
#include "num/matrix.h"
#include "num/random.h"

enum { SIZE_MAX_TESTED = 150, ROWS = 200 };

static double random_matrix[ROWS * SIZE_MAX_TESTED], gram[SIZE_MAX_TESTED * SIZE_MAX_TESTED], scratch[TILE_SCRATCH];

static void draw(uint64_t seed, size_t count)
{
    struct random r = {.seed = seed};
    for (size_t i = 0; i < count; i++) random_matrix[i] = random_normal(&r);
}

/* Sizes around the edges of tiles, leaves and blocks. */
static const size_t sizes[] = {1, 2, 3, 4, 5, 7, 8, 9, 23, 24, 25, 31, 48, 49, 64, 65, 97, 128, 129, 150};

TEST(tile_gram_is_the_weighted_sum_of_products)
{
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        size_t n = sizes[k], rows = ROWS - k;
        double weight[ROWS];
        draw(k, rows * n);
        for (size_t t = 0; t < rows; t++) weight[t] = 0.5 + (double)(t % 3);
        memset(gram, 0, sizeof gram);
        tile_gram((struct block){random_matrix, n}, weight, rows, n, gram, n, scratch);
        double worst = 0, above = 0;
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++) {
                double sum = 0;
                for (size_t t = 0; t < rows; t++) sum += weight[t] * random_matrix[t * n + i] * random_matrix[t * n + j];
                if (j <= i) worst = fmax(worst, fabs(sum - gram[i * n + j]));
                else above = fmax(above, fabs(gram[i * n + j]));
            }
        CHECK(worst < 1e-11, "%zu: %g", n, worst);
        CHECK(above == 0, "%zu: above the diagonal nothing is written", n);
    }
}

TEST(tile_product_of_any_shape)
{
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        size_t        m = sizes[k], n = sizes[(k * 7 + 3) % (sizeof sizes / sizeof *sizes)], depth = sizes[(k * 3 + 1) % (sizeof sizes / sizeof *sizes)];
        const double *a = random_matrix, *b = random_matrix + 7;
        double        worst = 0;
        draw(k, sizeof random_matrix / sizeof *random_matrix);
        for (size_t i = 0; i < m * n; i++) gram[i] = 1;
        tile_product((struct block){a, depth}, (struct block){b, depth}, m, n, depth, -2, false, gram, n, scratch);
        for (size_t i = 0; i < m; i++)
            for (size_t j = 0; j < n; j++) {
                double sum = 0;
                for (size_t t = 0; t < depth; t++) sum += a[i * depth + t] * b[j * depth + t];
                worst = fmax(worst, fabs(1 - 2 * sum - gram[i * n + j]));
            }
        CHECK(worst < 1e-11, "%zu x %zu x %zu: %g", m, n, depth, worst);
    }
}

TEST(cholesky_is_the_plain_one)
{
    static double plain[SIZE_MAX_TESTED * SIZE_MAX_TESTED];
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        size_t n = sizes[k];
        double b[SIZE_MAX_TESTED], x[SIZE_MAX_TESTED], worst = 0;
        draw(k, ROWS * n);
        memset(gram, 0, sizeof gram);
        tile_gram((struct block){random_matrix, n}, NULL, ROWS, n, gram, n, scratch);
        memcpy(plain, gram, n * n * sizeof *plain);
        CHECK(cholesky(gram, n, n, 1e-12, scratch) == n && matrix_cholesky(plain, n), "%zu", n);
        for (size_t i = 0; i < n; i++) {
            b[i] = x[i] = (double)i - 3;
            for (size_t j = 0; j <= i; j++) worst = fmax(worst, fabs(gram[i * n + j] - plain[i * n + j]));
        }
        CHECK(worst < 1e-11, "%zu: %g", n, worst);
        cholesky_forward(gram, n, n, x);
        cholesky_backward(gram, n, n, x);
        matrix_cholesky_solve(plain, n, b);
        for (size_t i = 0; i < n; i++) CHECK(fabs(x[i] - b[i]) < 1e-10 * fmax(1, fabs(b[i])), "%zu", n);
    }
}

TEST(cholesky_says_where_it_fails)
{
    enum { N = 60, TWIN = 41 };
    draw(1, ROWS * N);
    for (size_t t = 0; t < ROWS; t++) random_matrix[t * N + TWIN] = random_matrix[t * N + 5] - random_matrix[t * N + 9];
    memset(gram, 0, sizeof gram);
    tile_gram((struct block){random_matrix, N}, NULL, ROWS, N, gram, N, scratch);
    CHECK(cholesky(gram, N, N, 1e-12, scratch) == TWIN);
    gram[0] = NAN;
    CHECK(cholesky(gram, N, N, 1e-12, scratch) == 0);
}

TEST(many_normals_are_the_same_bits_as_one_by_one)
{
    enum { COUNT = 3001 };
    double out[COUNT];
    for (uint64_t k = 0; k < 40; k++) {
        uint64_t      seed = k * 0x9E3779B97F4A7C15, stream = k << (k % 60), at = 2 * k;
        struct random r    = {.seed = seed, .stream = stream, .at = at};
        size_t        wrong = 0;
        random_normals(seed, stream, at, COUNT, out);
        for (size_t i = 0; i < COUNT; i++) {
            double one = random_normal(&r);
            wrong += memcmp(&one, &out[i], sizeof one) != 0;
        }
        CHECK(wrong == 0, "%zu of stream %llu", wrong, (unsigned long long)stream);
    }
}

TEST(many_exponentials_are_the_same_bits_as_one_by_one)
{
    enum { COUNT = 4099 };
    double x[COUNT], one[COUNT];
    for (size_t i = 0; i < COUNT; i++) x[i] = ((double)i - COUNT / 2) * 0.37 + 1e-3 * (double)(i % 7);
    x[3] = NAN, x[700] = INFINITY, x[1201] = -INFINITY, x[1500] = 0.5 * 0.69314718055994530942, x[COUNT - 1] = 0;
    for (size_t i = 0; i < COUNT; i++) one[i] = exp_portable(x[i]);
    exp_each(x, COUNT);
    for (size_t i = 0; i < COUNT; i++) CHECK(memcmp(&one[i], &x[i], sizeof *x) == 0 || (isnan(one[i]) && isnan(x[i])), "%zu: %.17g, not %.17g", i, x[i], one[i]);
}
