#include "num/stat.h"

#include <math.h>
#include <string.h>

#include "check.h"
#include "num/matrix.h"
#include "num/random.h"

enum { MANY = 5000 };

static double values[MANY], scratch[MANY], out[MANY];

static bool near(double a, double b, double room) { return fabs(a - b) <= room * fmax(1, fabs(b)); }

/* The second sum has an exact answer that a plain loop misses altogether. */
TEST(stat_sum_is_compensated)
{
    double plain = 0;
    for (size_t i = 0; i < MANY; i++) plain += values[i] = 0.1;
    CHECK(stat_sum(values, MANY) == 500 && plain != 500, "%.17g", stat_sum(values, MANY));
    CHECK(stat_sum((double[]){1, 1e100, 1, -1e100}, 4) == 2);
    CHECK(stat_sum(NULL, 0) == 0 && isnan(stat_mean(NULL, 0)));
    CHECK(isnan(stat_sum((double[]){1, NAN}, 2)) && isinf(stat_sum((double[]){1, INFINITY}, 2)));
}

/* NIST StRD NumAcc4, built from its definition: certified mean 10000000.2, deviation 0.1, autocorrelation -0.999. */
TEST(stat_deviation_nist_numacc4)
{
    size_t count = 0;
    values[count++] = 10000000.2;
    for (size_t i = 0; i < 500; i++) values[count++] = 10000000.1, values[count++] = 10000000.3;
    /* 0.1 and 0.3 are not binary: the data themselves are off by up to 1e-9 of the spread. */
    CHECK(near(stat_mean(values, count), 10000000.2, 1e-15), "%.17g", stat_mean(values, count));
    CHECK(fabs(stat_deviation(values, count) - 0.1) < 2e-9, "%.17g", stat_deviation(values, count));
    CHECK(fabs(stat_autocorrelation(values, count, 1) + 0.999) < 2e-8, "%g", stat_autocorrelation(values, count, 1));
    CHECK(isnan(stat_deviation(values, 1)) && stat_deviation((double[]){2, 2}, 2) == 0);
}

TEST(stat_moments_and_correlation)
{
    /* scipy 1.10.1: skew -0.5829224767514535; kurtosis likewise biased. */
    double r[] = {0.010, -0.015, 0.022, -0.003, 0.007, -0.028, 0.013, 0.001}, twice[8], against[8];
    for (size_t i = 0; i < 8; i++) twice[i] = 3 + 2 * r[i], against[i] = -r[i];
    CHECK(near(stat_skewness(r, 8), -0.5829224767514535, 1e-14), "%.17g", stat_skewness(r, 8));
    CHECK(near(stat_kurtosis(r, 8), stat_kurtosis(twice, 8), 1e-13));
    CHECK(near(stat_correlation(r, twice, 8), 1, 1e-14) && near(stat_correlation(r, against, 8), -1, 1e-15));
    CHECK(isnan(stat_correlation(r, (double[8]){0}, 8)) && isnan(stat_kurtosis((double[4]){1, 1, 1, 1}, 4)));
    CHECK(stat_dot(r, twice, 0) == 0 && near(stat_dot((double[]){1, 2, 3, 4, 5}, (double[]){1, 1, 1, 1, 2}, 5), 20, 0));
}

static void fill(size_t count, int kind)
{
    struct random r = {.seed = 11, .stream = (uint64_t)kind};
    for (size_t i = 0; i < count; i++)
        values[i] = kind == 0   ? random_normal(&r)
                    : kind == 1 ? (double)i
                    : kind == 2 ? -(double)i
                    : kind == 3 ? (double)random_below(&r, 4)
                    : kind == 4 ? 1
                                : (double)(i < count / 2 ? i : count - i);       /* an organ pipe */
}

/* In order, and the same values: each kind of input that breaks a careless quicksort. */
TEST(stat_sort_sorts)
{
    for (int kind = 0; kind < 6; kind++)
        for (size_t count = 0; count < MANY; count = count < 70 ? count + 1 : count * 3 + 1) {
            fill(count, kind);
            double before = stat_sum(values, count), square = stat_dot(values, values, count);
            stat_sort(values, count);
            bool ordered = true;
            for (size_t i = 1; i < count; i++) ordered &= values[i - 1] <= values[i];
            CHECK(ordered, "kind %d, %zu values", kind, count);
            CHECK(near(stat_sum(values, count), before, 1e-12) && near(stat_dot(values, values, count), square, 1e-12));
        }
}

/* numpy 1.24.2: np.quantile(…, 0.05) = -0.02345. */
TEST(stat_quantile_type_7)
{
    double r[] = {0.010, -0.015, 0.022, -0.003, 0.007, -0.028, 0.013, 0.001};
    CHECK(near(stat_median(r, 8), 0.004, 1e-15));
    CHECK(near(stat_quantile(r, 8, 0.05), -0.02345, 1e-16), "%.17g", stat_quantile(r, 8, 0.05));
    CHECK(stat_quantile(r, 8, 0) == -0.028 && stat_quantile(r, 8, 1) == 0.022 && isnan(stat_quantile(r, 0, 0.5)));
    CHECK(stat_median((double[]){3, 1, 2}, 3) == 2 && isnan(stat_median(r, 0)));
}

/* scipy 1.10.1: rankdata([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]). A NaN takes no place. */
TEST(stat_ranks_share_ties)
{
    double v[]    = {3, 1, 4, NAN, 1, 5, 9, 2, 6, 5, 3, 5};
    double want[] = {4.5, 1.5, 6, NAN, 1.5, 8, 11, 3, 10, 8, 4.5, 8};
    stat_ranks(v, 12, scratch, out);
    for (size_t i = 0; i < 12; i++) CHECK(out[i] == want[i] || (isnan(out[i]) && isnan(want[i])), "%zu: %g", i, out[i]);
}

TEST(stat_scores_of_a_section)
{
    double v[] = {1, 2, NAN, 3, 4, 5, 1000};
    stat_scores(v, 7, 3, scratch, out);         /* median 3.5; distances 2.5 1.5 0.5 0.5 1.5 996.5: MAD 1.5 */
    CHECK(near(out[0], -2.5 / (1.5 * 1.482602218505602), 1e-15) && near(out[3], -out[4], 1e-15));
    CHECK(out[6] == 3 && isnan(out[2]));

    double scaled[7];
    for (size_t i = 0; i < 7; i++) scaled[i] = v[i] * 64;
    stat_scores(scaled, 7, 3, scratch, scaled); /* in place, and a change of unit changes nothing */
    CHECK(scaled[0] == out[0] && scaled[5] == out[5]);

    v[6] = -1000;
    stat_scores(v, 7, 3, scratch, out);
    CHECK(out[6] == -3);

    double most[] = {2, 2, 2, 2, 4};            /* MAD is 0: mean distance 0.4 */
    stat_scores(most, 5, 3, scratch, out);
    CHECK(out[0] == 0 && out[4] == 3);
    double most_wide[] = {2, 2, 2, 2, 2.5, 1.5};
    stat_scores(most_wide, 6, 10, scratch, out);
    CHECK(near(out[4], 0.5 / (1.0 / 6 * 1.2533141373155003), 1e-15) && out[4] == -out[5]);

    double all[] = {7, 7, 7, NAN};
    stat_scores(all, 4, 3, scratch, out);
    CHECK(out[0] == 0 && out[2] == 0 && isnan(out[3]));
    double few[] = {1, NAN, 2};
    stat_scores(few, 3, 3, scratch, out);
    CHECK(isnan(out[0]) && isnan(out[1]) && isnan(out[2]));
    stat_scores(few, 0, 3, scratch, out);
}

/* Half of the section may be nonsense before the scores of the rest go astray: what mean and deviation cannot do. */
TEST(stat_scores_withstand_outliers)
{
    enum { COUNT = 1001 };
    double clean[COUNT];
    fill(COUNT, 0);
    stat_scores(values, COUNT, 3, scratch, clean);
    for (size_t i = 0; i < COUNT; i += 10) values[i] = 1e6;
    stat_scores(values, COUNT, 3, scratch, out);
    for (size_t i = 1; i < COUNT; i++)
        if (i % 10 && fabs(clean[i]) < 1) CHECK(fabs(out[i] - clean[i]) < 0.35, "%zu: %g for %g", i, out[i], clean[i]);
}

/* The matrix of 130 columns crosses the blocks of 64; each cell is checked against its definition. */
TEST(matrix_covariance_by_definition)
{
    enum { ROWS = 37, COLUMNS = 130 };
    static double x[ROWS * COLUMNS], raw[ROWS * COLUMNS], c[COLUMNS * COLUMNS];
    struct random r = {.seed = 12};
    for (size_t i = 0; i < ROWS * COLUMNS; i++) raw[i] = x[i] = 100 + random_normal(&r);
    matrix_centre(x, ROWS, COLUMNS);
    matrix_covariance(x, ROWS, COLUMNS, ROWS - 1, c);
    for (size_t i = 0; i < COLUMNS; i += 3)
        for (size_t j = 0; j < COLUMNS; j += 7) {
            double a[ROWS], b[ROWS], sum = 0;
            for (size_t t = 0; t < ROWS; t++) a[t] = raw[t * COLUMNS + i], b[t] = raw[t * COLUMNS + j];
            double mean_a = stat_mean(a, ROWS), mean_b = stat_mean(b, ROWS);
            for (size_t t = 0; t < ROWS; t++) sum += (a[t] - mean_a) * (b[t] - mean_b);
            CHECK(near(c[i * COLUMNS + j], sum / (ROWS - 1), 1e-13), "%zu %zu", i, j);
            CHECK(c[i * COLUMNS + j] == c[j * COLUMNS + i]);
        }
}

TEST(matrix_nan_spoils_only_its_column)
{
    double x[] = {1, NAN, 2, 2, 5, 4, 3, 4, 9}, c[9];
    matrix_centre(x, 3, 3);
    matrix_covariance(x, 3, 3, 2, c);
    CHECK(isnan(c[1]) && isnan(c[4]) && isnan(c[7]) && c[0] == 1 && c[2] == 3.5 && c[8] == 13);
}

TEST(matrix_cholesky_and_solve)
{
    double a[] = {4, 12, -16, 12, 37, -43, -16, -43, 98}, l[9], b[3];
    double want[] = {2, 0, 0, 6, 1, 0, -8, 5, 3}, x[] = {1, -2, 0.5};
    memcpy(l, a, sizeof a);
    CHECK(matrix_cholesky(l, 3));
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j <= i; j++) CHECK(near(l[i * 3 + j], want[i * 3 + j], 1e-15), "%zu %zu", i, j);
    matrix_times_vector(a, x, 3, 3, b);
    CHECK(near(matrix_quadratic(a, x, 3), stat_dot(b, x, 3), 1e-14));
    matrix_cholesky_solve(l, 3, b);
    for (size_t i = 0; i < 3; i++) CHECK(near(b[i], x[i], 1e-12), "%zu: %g", i, b[i]);

    CHECK(!matrix_cholesky((double[]){1, 2, 2, 1}, 2) && !matrix_cholesky((double[]){0}, 1));
    CHECK(!matrix_cholesky((double[]){NAN}, 1) && !matrix_cholesky((double[]){1, 0, NAN, 1}, 2));
}
