#include <assert.h>
#include <math.h>

#include "num/eigen.h"
#include "num/gram.h"
#include "num/lanes.h"
#include "num/matrix.h"
#include "num/stat.h"
#include "risk/covariance_shrunk.h"

static void mirror(double *matrix, size_t size)
{
    for (size_t i = 0; i < size; i++)
        for (size_t j = 0; j < i; j++) matrix[j * size + i] = matrix[i * size + j];
}

bool covariance_factor(double *returns, size_t rows, size_t columns, size_t factors, double *scratch, double *ret_covariance)
{
    double *vectors = scratch, *values = scratch + columns * columns, *variance = values + columns;
    assert(factors <= columns);
    if (rows < 2) return false;
    matrix_centre(returns, rows, columns);
    gram(returns, rows, columns, (double)(rows - 1), ret_covariance);
    if (!eigen_symmetric(ret_covariance, columns, variance, values, vectors)) return false;
    for (size_t i = 0; i < columns; i++) variance[i] = ret_covariance[i * columns + i];
    for (size_t k = factors; k < columns; k++) values[k] = 0;
    eigen_compose(values, vectors, columns, ret_covariance);
    for (size_t i = 0; i < columns; i++) ret_covariance[i * columns + i] = variance[i];
    return true;
}

void covariance_of_betas(const double *betas, const double *factor_covariance, const double *rest, size_t columns, size_t factors,
                         double *ret_covariance)
{
    for (size_t i = 0; i < columns; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = i == j ? rest[i] : 0;
            for (size_t k = 0; k < factors; k++)
                sum += betas[i * factors + k] * stat_dot(factor_covariance + k * factors, betas + j * factors, factors);
            ret_covariance[i * columns + j] = sum;
        }
    mirror(ret_covariance, columns);
}
