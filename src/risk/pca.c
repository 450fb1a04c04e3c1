#include "risk/pca.h"

#include <math.h>

#include "num/eigen.h"

bool pca(const double *matrix, size_t size, double *variances, double *directions, double *share)
{
    double sum = 0, whole = 0;
    if (!eigen_symmetric(matrix, size, share, variances, directions)) return false;
    for (size_t k = 0; k < size; k++) whole += variances[k] = fmax(variances[k], 0);
    for (size_t k = 0; k < size; k++) share[k] = whole > 0 ? (sum += variances[k]) / whole : NAN;
    return true;
}

void correlation_of(const double *covariance, size_t size, double *deviations, double *out)
{
    for (size_t i = 0; i < size; i++) deviations[i] = sqrt(covariance[i * size + i]);
    for (size_t i = 0; i < size; i++)
        for (size_t j = 0; j < size; j++) {
            double both = deviations[i] * deviations[j];
            out[i * size + j] = i == j ? 1 : both == 0 ? 0 : covariance[i * size + j] / both;
        }
}
