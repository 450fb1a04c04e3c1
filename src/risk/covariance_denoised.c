#include <math.h>

#include "num/eigen.h"
#include "num/gram.h"
#include "num/matrix.h"
#include "risk/covariance_shrunk.h"
#include "risk/pca.h"

/* What is below the edge is set to its mean, so that the trace stays. Returns how many stand above. */
static size_t flatten(double *values, size_t columns, double edge)
{
    size_t kept = 0;
    double sum  = 0;
    while (kept < columns && values[kept] > edge) kept++;
    for (size_t k = kept; k < columns; k++) sum += values[k];
    for (size_t k = kept; k < columns; k++) values[k] = sum / (double)(columns - kept);
    return kept;
}

bool covariance_denoised(double *returns, size_t rows, size_t columns, double *scratch, double *ret_covariance, size_t *ret_kept)
{
    double *vectors = scratch, *values = scratch + columns * columns, *deviation = values + columns, *c = ret_covariance;
    if (rows < 2) return false;
    matrix_centre(returns, rows, columns);
    gram(returns, rows, columns, (double)(rows - 1), c);
    correlation_of(c, columns, deviation, vectors);
    if (!eigen_symmetric(vectors, columns, c, values, vectors)) return false;
    double root = 1 + sqrt((double)columns / (double)rows);
    *ret_kept = flatten(values, columns, root * root);
    eigen_compose(values, vectors, columns, c);
    for (size_t i = 0; i < columns; i++) values[i] = sqrt(c[i * columns + i]);
    for (size_t i = 0; i < columns; i++)
        for (size_t j = 0; j <= i; j++) {
            double correlation = i == j ? 1 : *ret_kept == 0 ? 0 : c[i * columns + j] / (values[i] * values[j]);
            c[i * columns + j] = c[j * columns + i] = correlation * deviation[i] * deviation[j];
        }
    return true;
}
