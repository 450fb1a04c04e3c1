#include <math.h>

#include "num/eigen.h"
#include "num/gram.h"
#include "num/matrix.h"
#include "risk/covariance_shrunk.h"

/* The density of the eigenvalues and its Hilbert transform, by a kernel of Epanechnikov whose width grows with the
 * eigenvalue: section 4 of the paper. `value` are the positive ones. */
struct density {
    double height, hilbert;
};

static struct density density_at(const double *value, size_t count, double x, double width)
{
    static const double root5 = 2.2360679774997896964;
    struct density d = {0};
    for (size_t j = 0; j < count; j++) {
        double scale = value[j] * width, u = (x - value[j]) / scale;
        d.height += fmax(1 - u * u / 5, 0) / scale;
        double logs = fabs(fabs(u) - root5) < 1e-12 ? 0 : (1 - u * u / 5) * log(fabs((root5 - u) / (root5 + u)));
        d.hilbert += (-3 / (10 * M_PI) * u + 3 / (4 * root5 * M_PI) * logs) / scale;
    }
    d.height *= 3 / (4 * root5) / (double)count;
    d.hilbert /= (double)count;
    return d;
}

/* What stands for the eigenvalues that are 0 because there are more columns than rows. */
static double shrunk_zero(const double *value, size_t count, double columns, double rows, double width)
{
    static const double root5 = 2.2360679774997896964;
    double mean = 0, square = width * width;
    for (size_t j = 0; j < count; j++) mean += 1 / value[j] / (double)count;
    double logs = log((1 + root5 * width) / (1 - root5 * width));
    double hilbert = (3 / (10 * square) + 3 / (4 * root5 * width) * (1 - 1 / (5 * square)) * logs) / M_PI * mean;
    return 1 / (M_PI * (columns - rows) / rows * hilbert);
}

/* `value` descending, `positive` of them above 0; theorem 3.1 and its counterpart in appendix C. */
static void shrink(const double *value, size_t positive, double columns, double rows, double *out)
{
    double ratio = columns / rows, width = pow(rows, -1.0 / 3);
    for (size_t i = 0; i < positive; i++) {
        struct density d = density_at(value, positive, value[i], width);
        double share = fmin(ratio, 1), far = M_PI * value[i];
        double imaginary = far * share * d.height, real = ratio <= 1 ? 1 - ratio - far * share * d.hilbert : far * d.hilbert;
        out[i] = value[i] / (imaginary * imaginary + real * real);
    }
    double rest = columns > rows ? shrunk_zero(value, positive, columns, rows, width) : 0;
    for (size_t i = positive; i < (size_t)columns; i++) out[i] = rest;
}

bool covariance_nonlinear(double *returns, size_t rows, size_t columns, double *scratch, double *ret_covariance)
{
    double *vectors = scratch, *values = scratch + columns * columns, *shrunk = values + columns;
    if (rows < NONLINEAR_ROWS_MIN || columns == 0) return false;
    matrix_centre(returns, rows, columns);
    gram(returns, rows, columns, (double)(rows - 1), ret_covariance);
    if (!eigen_symmetric(ret_covariance, columns, shrunk, values, vectors)) return false;
    size_t rank = columns < rows - 1 ? columns : rows - 1;
    if (!(values[rank - 1] > 1e-12 * values[0])) return false;
    shrink(values, rank, (double)columns, (double)(rows - 1), shrunk);
    eigen_compose(shrunk, vectors, columns, ret_covariance);
    return true;
}
