#include "num/matrix.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "num/stat.h"

enum { COLUMNS_AT_ONCE = 64 };  /* sums of so many columns are kept side by side: one pass over memory for them all */

void matrix_centre(double *x, size_t rows, size_t columns)
{
    for (size_t first = 0; first < columns; first += COLUMNS_AT_ONCE) {
        size_t width = columns - first < COLUMNS_AT_ONCE ? columns - first : COLUMNS_AT_ONCE;
        double mean[COLUMNS_AT_ONCE] = {0};
        for (int pass = 0; pass < 2; pass++) {          /* the second takes out what rounding left in the first */
            memset(mean, 0, sizeof mean);
            for (size_t t = 0; t < rows; t++)
                for (size_t j = 0; j < width; j++) mean[j] += x[t * columns + first + j];
            for (size_t j = 0; j < width; j++) mean[j] /= (double)rows;
            for (size_t t = 0; t < rows; t++)
                for (size_t j = 0; j < width; j++) x[t * columns + first + j] -= mean[j];
        }
    }
}

/* Adds to row i of out, from its diagonal on, the products of four rows of X: a quarter of the traffic of one. */
static void add_products(const double *x, size_t rows, size_t columns, size_t i, double *restrict out)
{
    double        a[4] = {0};
    const double *row[4];
    for (size_t k = 0; k < 4; k++) {
        row[k] = x + (k < rows ? k : 0) * columns;
        a[k]   = k < rows ? row[k][i] : 0;
    }
    for (size_t j = i; j < columns; j++)
        out[j] += (a[0] * row[0][j] + a[1] * row[1][j]) + (a[2] * row[2][j] + a[3] * row[3][j]);
}

void matrix_covariance(const double *centred, size_t rows, size_t columns, double divisor, double *out)
{
    assert(divisor > 0);
    for (size_t i = 0; i < columns * columns; i++) out[i] = 0;
    for (size_t t = 0; t < rows; t += 4)
        for (size_t i = 0; i < columns; i++)
            add_products(centred + t * columns, rows - t, columns, i, out + i * columns);
    for (size_t i = 0; i < columns; i++)
        for (size_t j = i; j < columns; j++) out[j * columns + i] = out[i * columns + j] /= divisor;
}

void matrix_times_vector(const double *a, const double *x, size_t rows, size_t columns, double *out)
{
    for (size_t i = 0; i < rows; i++) out[i] = stat_dot(a + i * columns, x, columns);
}

double matrix_quadratic(const double *a, const double *x, size_t size)
{
    double sum = 0;
    for (size_t i = 0; i < size; i++) sum += x[i] * stat_dot(a + i * size, x, size);
    return sum;
}

bool matrix_cholesky(double *a, size_t size)
{
    for (size_t j = 0; j < size; j++) {
        double *row   = a + j * size;
        double  pivot = row[j] - stat_dot(row, row, j);
        if (!(pivot > 0) || !isfinite(pivot)) return false;
        row[j] = sqrt(pivot);
        for (size_t i = j + 1; i < size; i++)
            a[i * size + j] = (a[i * size + j] - stat_dot(a + i * size, row, j)) / row[j];
    }
    return true;
}

void matrix_cholesky_solve(const double *l, size_t size, double *b)
{
    for (size_t i = 0; i < size; i++) b[i] = (b[i] - stat_dot(l + i * size, b, i)) / l[i * size + i];
    for (size_t i = size; i-- > 0;) {
        b[i] /= l[i * size + i];
        for (size_t j = 0; j < i; j++) b[j] -= l[i * size + j] * b[i];
    }
}
