#include <math.h>

#include "num/gram.h"
#include "num/matrix.h"
#include "num/stat.h"
#include "risk/covariance_shrunk.h"

double covariance_oas(double *returns, size_t rows, size_t columns, double *ret_covariance)
{
    double *s = ret_covariance, trace = 0, square = 0, n = (double)rows, p = (double)columns;
    if (rows < 2 || columns == 0) {
        for (size_t i = 0; i < columns * columns; i++) s[i] = NAN;
        return NAN;
    }
    matrix_centre(returns, rows, columns);
    gram(returns, rows, columns, n, s);
    for (size_t i = 0; i < columns; i++) trace += s[i * columns + i];
    for (size_t i = 0; i < columns; i++) square += stat_dot(s + i * columns, s + i * columns, columns);
    double mean = trace / p, above = square / (p * p) + mean * mean, below = (n + 1) * (square / (p * p) - mean * mean / p);
    double k = below > 0 ? fmin(above / below, 1) : isnan(below) ? NAN : 1;
    for (size_t i = 0; i < columns * columns; i++) s[i] *= 1 - k;
    for (size_t i = 0; i < columns; i++) s[i * columns + i] += k * mean;
    return k;
}
