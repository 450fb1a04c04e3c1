#include <math.h>
#include <string.h>

#include "num/eigen.h"
#include "risk/covariance_shrunk.h"
#include "risk/pca.h"

enum { ROUNDS_MAX = 200 };

static const double SETTLED = 1e-10;    /* a correlation that moves by less is settled */

/* Y = the matrix without its negative eigenvalues. false where it is not finite; *ret_lowest is the lowest of all. */
static bool project(const double *matrix, size_t n, double *vectors, double *values, double *scratch, double *ret, double *ret_lowest)
{
    if (!eigen_symmetric(matrix, n, scratch, values, vectors)) return false;
    *ret_lowest = values[n - 1];
    for (size_t k = 0; k < n; k++) values[k] = fmax(values[k], 0);
    eigen_compose(values, vectors, n, ret);
    return true;
}

/* Alternating projections with Dykstra's correction: algorithm 3.3 of the paper. x is the correlation matrix. */
static bool nearest(double *x, size_t n, double *scratch, bool *ret_repaired)
{
    double *correction = scratch, *asked = correction + n * n, *vectors = asked + n * n, *values = vectors + n * n, *room = values + n, lowest;
    memset(correction, 0, n * n * sizeof *correction);
    for (int round = 0; round < ROUNDS_MAX; round++) {
        double moved = 0;
        for (size_t i = 0; i < n * n; i++) asked[i] = x[i] - correction[i];
        memcpy(correction, asked, n * n * sizeof *correction);
        if (!project(asked, n, vectors, values, room, asked, &lowest)) return false;
        if (round == 0 && !(*ret_repaired = lowest < 0)) return true;
        for (size_t i = 0; i < n * n; i++) {
            double next = i % (n + 1) == 0 ? 1 : asked[i];
            correction[i] = asked[i] - correction[i];
            moved = fmax(moved, fabs(next - x[i]));
            x[i]  = next;
        }
        if (moved < SETTLED) break;
    }
    /* The last step put the diagonal right, which can leave an eigenvalue a hair below 0: once more, and scaled. */
    if (!project(x, n, vectors, values, room, asked, &lowest)) return false;
    for (size_t i = 0; i < n; i++) values[i] = sqrt(asked[i * n + i]);
    for (size_t i = 0; i < n * n; i++) x[i] = i % (n + 1) == 0 ? 1 : asked[i] / (values[i / n] * values[i % n]);
    return true;
}

bool covariance_nearest(double *covariance, size_t columns, double *scratch, double *ret_moved)
{
    double *x = scratch, *deviation = scratch + columns * columns, *rest = deviation + columns;
    bool    repaired;
    correlation_of(covariance, columns, deviation, x);
    if (!nearest(x, columns, rest, &repaired)) return false;
    *ret_moved = 0;
    for (size_t i = 0; repaired && i < columns; i++)
        for (size_t j = 0; j < i; j++) {
            double both = deviation[i] * deviation[j], was = both > 0 ? covariance[i * columns + j] / both : 0;
            *ret_moved = fmax(*ret_moved, fabs(x[i * columns + j] - was));
            covariance[i * columns + j] = covariance[j * columns + i] = x[i * columns + j] * both;
        }
    return true;
}
