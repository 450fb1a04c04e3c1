#include <assert.h>
#include <math.h>

#include "num/gram.h"
#include "risk/covariance_shrunk.h"

bool covariance_ewma(double *returns, size_t rows, size_t columns, double decay, double *ret_covariance)
{
    assert(decay > 0 && decay < 1);
    double weight = 1, whole = 0;
    bool   finite = rows > 0;
    for (size_t t = rows; t-- > 0; weight *= decay) {
        double root = sqrt(weight);
        whole += weight;
        for (size_t j = 0; j < columns; j++) finite &= isfinite(returns[t * columns + j] *= root);
    }
    gram(returns, rows, columns, whole, ret_covariance);
    return finite;
}
