#include "num/eigen.h"

#include <math.h>
#include <string.h>

#include "check.h"
#include "num/gram.h"
#include "num/matrix.h"
#include "num/minimise.h"
#include "num/random.h"
#include "num/stat.h"

enum { MOST = 70 };

static double a[MOST * MOST], vectors[MOST * MOST], again[MOST * MOST], values[MOST], scratch[MOST];

/* Kinds: random; the identity; nothing; of rank one; tridiagonal; of wildly different sizes. */
static double entry(int kind, size_t i, size_t j, struct random *r)
{
    double draw = random_normal(r);
    if (kind == 1) return i == j;
    if (kind == 2) return 0;
    if (kind == 3) return (double)(i + 1) * (double)(j + 1);
    if (kind == 4) return i == j ? 2 : i == j + 1 ? -1 : 0;
    return kind == 5 ? draw * exp2(-(double)(i + j)) : draw;
}

static void fill(int kind, size_t n)
{
    struct random r = {.seed = 41, .stream = n};
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = entry(kind, i, j, &r);
}

static double largest(const double *x, size_t count)
{
    double most = 0;
    for (size_t i = 0; i < count; i++) most = fmax(most, fabs(x[i]));
    return most;
}

/* Values descend, vectors are orthonormal, and together they are the matrix again. */
TEST(eigen_composes_the_matrix)
{
    for (int kind = 0; kind < 6; kind++)
        for (size_t n = 1; n <= MOST; n = n < 6 ? n + 1 : n * 2 + 3) {
            fill(kind, n);
            CHECK(eigen_symmetric(a, n, scratch, values, vectors), "kind %d, %zu", kind, n);
            eigen_compose(values, vectors, n, again);
            double room = 1e-14 * (double)n * fmax(largest(a, n * n), 1);
            for (size_t i = 0; i < n * n; i++) CHECK(fabs(again[i] - a[i]) <= room, "kind %d, %zu: %zu: %g for %g", kind, n, i, again[i], a[i]);
            for (size_t i = 0; i < n; i++) {
                CHECK(i == 0 || values[i - 1] >= values[i]);
                for (size_t j = 0; j <= i; j++)
                    CHECK(fabs(stat_dot(vectors + i * n, vectors + j * n, n) - (i == j)) < 1e-13, "kind %d, %zu: %zu %zu", kind, n, i, j);
            }
        }
}

TEST(eigen_in_place_and_of_nonsense)
{
    fill(0, 9);
    CHECK(eigen_symmetric(a, 9, scratch, values, vectors));
    double first = values[0];
    CHECK(eigen_symmetric(a, 9, scratch, values, a) && values[0] == first && memcmp(a, vectors, 81 * sizeof *a) == 0);
    CHECK(eigen_symmetric(a, 0, scratch, values, vectors));
    CHECK(!eigen_symmetric((double[]){1, NAN, NAN, 1}, 2, scratch, values, vectors) && !eigen_symmetric((double[]){INFINITY}, 1, scratch, values, vectors));
}

/* The same bits as the plain loop, whatever the edges of the blocks. */
TEST(gram_is_the_plain_product)
{
    static double x[150 * 131], fast[131 * 131], plain[131 * 131];
    static const size_t rows[] = {1, 3, 4, 64, 65, 150}, columns[] = {1, 2, 15, 96, 97, 131};
    struct random r = {.seed = 42};
    for (size_t i = 0; i < 150 * 131; i++) x[i] = random_normal(&r);
    for (size_t k = 0; k < 6; k++)
        for (size_t m = 0; m < 6; m++) {
            gram(x, rows[k], columns[m], 7, fast);
            matrix_covariance(x, rows[k], columns[m], 7, plain);
            CHECK(memcmp(fast, plain, columns[m] * columns[m] * sizeof *fast) == 0, "%zu x %zu", rows[k], columns[m]);
        }
}

/* Rosenbrock 1960: a curved valley whose lowest point is at 1, 1. NaN beyond a wall tests that the search turns back. */
static double valley(const double *x, double *ret_slope, void *arg)
{
    double across = x[1] - x[0] * x[0], *wall = arg;
    if (x[0] > *wall) return NAN;
    if (ret_slope) ret_slope[0] = -400 * x[0] * across - 2 * (1 - x[0]), ret_slope[1] = 200 * across;
    return 100 * across * across + (1 - x[0]) * (1 - x[0]);
}

TEST(minimise_finds_the_lowest_point)
{
    double        wall = 1.5, x[] = {-1.2, 1}, slope[2], h[4];
    struct valley v = {.count = 2, .height = valley, .arg = &wall, .flat = 1e-10, .steps_max = 200};
    struct lowest low = minimise(&v, x);
    CHECK(low.flat && fabs(x[0] - 1) < 1e-8 && fabs(x[1] - 1) < 1e-8, "%g %g after %d", x[0], x[1], low.steps);
    double at[] = {0.3, -0.4}, exact[2];
    (void)valley(at, exact, &wall);
    slope_by_differences(&v, at, slope);
    CHECK(fabs(slope[0] - exact[0]) < 1e-6 && fabs(slope[1] - exact[1]) < 1e-6);
    curvature(&v, x, h);
    CHECK(fabs(h[0] - 802) < 1e-3 && fabs(h[1] + 400) < 1e-3 && h[1] == h[2] && fabs(h[3] - 200) < 1e-3);
    wall = 0.5;                                 /* the lowest point is out of reach */
    x[0] = -1.2, x[1] = 1;
    low = minimise(&v, x);
    CHECK(!low.flat && x[0] <= 0.5 && isfinite(low.height));
    x[0] = 2;
    CHECK(isinf(minimise(&v, x).height), "begun outside");
}
