#include "risk/covariance.h"

#include <assert.h>
#include <math.h>

#include "num/gram.h"
#include "num/matrix.h"
#include "num/stat.h"

static void paint(double *matrix, size_t size)
{
    for (size_t i = 0; i < size * size; i++) matrix[i] = NAN;
}

void covariance_sample(double *returns, size_t rows, size_t columns, double *ret_covariance)
{
    if (rows < 2) {
        paint(ret_covariance, columns);
        return;
    }
    matrix_centre(returns, rows, columns);
    gram(returns, rows, columns, (double)(rows - 1), ret_covariance);
}

/* pi of the papers: the summed asymptotic variance of all entries of S. The sum over pairs of the mean of (xi xj)^2 is
 * the mean of (sum of xi^2)^2, so no pair is visited. */
static double entries_variance(const double *x, size_t rows, size_t columns, const double *s)
{
    double fourth = 0, square = 0;
    for (size_t t = 0; t < rows; t++) {
        double sum = 0;
        for (size_t i = 0; i < columns; i++) sum += x[t * columns + i] * x[t * columns + i];
        fourth += sum * sum;
    }
    for (size_t i = 0; i < columns * columns; i++) square += s[i] * s[i];
    return fourth / (double)rows - square;
}

/* k from variance of S not explained by F, and squared distance of S from F. S that is F already may go anywhere: 1. */
static double intensity(double variance, double distance, size_t rows)
{
    if (isnan(variance) || isnan(distance)) return NAN;
    return distance > 0 ? fmin(fmax(variance / distance / (double)rows, 0), 1) : 1;
}

double covariance_to_constant_variance(double *returns, size_t rows, size_t columns, double *ret_covariance)
{
    double *s = ret_covariance, mean = 0, distance = 0;
    if (rows < 2) {
        paint(s, columns);
        return NAN;
    }
    matrix_centre(returns, rows, columns);
    gram(returns, rows, columns, (double)rows, s);

    for (size_t i = 0; i < columns; i++) mean += s[i * columns + i] / (double)columns;
    for (size_t i = 0; i < columns; i++) {
        double *row = s + i * columns, variance = row[i];
        distance += stat_dot(row, row, columns) - variance * variance + (variance - mean) * (variance - mean);
    }
    double k = intensity(entries_variance(returns, rows, columns, s), distance, rows);
    for (size_t i = 0; i < columns * columns; i++) s[i] *= 1 - k;
    for (size_t i = 0; i < columns; i++) s[i * columns + i] += k * mean;
    return k;
}

static void deviations_of(const double *s, size_t columns, double *deviation)
{
    for (size_t i = 0; i < columns; i++) deviation[i] = sqrt(s[i * columns + i]);
}

static double mean_correlation(const double *s, size_t columns, const double *deviation)
{
    double sum = 0;
    for (size_t i = 0; i < columns; i++)
        for (size_t j = 0; j < i; j++) {
            double both = deviation[i] * deviation[j];
            sum += both != 0 ? s[i * columns + j] / both : 0;
        }
    return columns > 1 ? sum / ((double)columns * (double)(columns - 1) / 2) : 0;
}

/* rho of the paper: how the errors of S and F go together. Its theta of (ii, ij) is mean(xi^3 xj) - sii sij; weighted by
 * sj / si and summed over all pairs, the first part is the mean of (sum of xi^3 / si)(sum of xj sj), less the diagonal. */
static double errors_together(const double *x, size_t rows, size_t columns, const double *s, const double *deviation, double correlation)
{
    double pairs = 0, diagonal = 0;
    for (size_t t = 0; t < rows; t++) {
        double cubes = 0, plain = 0, fourths = 0;
        for (size_t i = 0; i < columns; i++) {
            double v = x[t * columns + i];
            cubes   += deviation[i] > 0 ? v * v * v / deviation[i] : 0;
            plain   += v * deviation[i];
            fourths += v * v * v * v;
        }
        pairs    += cubes * plain - fourths;
        diagonal += fourths;
    }
    pairs    /= (double)rows;
    diagonal /= (double)rows;
    for (size_t i = 0; i < columns; i++) {
        diagonal -= s[i * columns + i] * s[i * columns + i];
        for (size_t j = 0; j < columns; j++)
            if (j != i) pairs -= deviation[i] * deviation[j] * s[i * columns + j];
    }
    return diagonal + correlation * pairs;
}

double covariance_to_constant_correlation(double *returns, size_t rows, size_t columns, double *ret_covariance)
{
    double *s = ret_covariance, distance = 0, deviation[COVARIANCE_COLUMNS_MAX];
    assert(columns <= COVARIANCE_COLUMNS_MAX);
    if (rows < 2) {
        paint(s, columns);
        return NAN;
    }
    matrix_centre(returns, rows, columns);
    gram(returns, rows, columns, (double)rows, s);

    deviations_of(s, columns, deviation);
    double correlation = mean_correlation(s, columns, deviation), variance = entries_variance(returns, rows, columns, s);
    variance -= errors_together(returns, rows, columns, s, deviation, correlation);
    for (size_t i = 0; i < columns; i++)
        for (size_t j = 0; j < i; j++) {
            double gap = correlation * deviation[i] * deviation[j] - s[i * columns + j];
            distance += 2 * gap * gap;
        }
    double k = intensity(variance, distance, rows);
    for (size_t i = 0; i < columns; i++)
        for (size_t j = 0; j < i; j++) {
            double target = correlation * deviation[i] * deviation[j];
            s[j * columns + i] = s[i * columns + j] = (1 - k) * s[i * columns + j] + k * target;
        }
    return k;
}

double portfolio_volatility(const double *covariance, const double *weights, size_t count, double periods_per_year)
{
    assert(periods_per_year > 0);
    double variance = matrix_quadratic(covariance, weights, count);
    return variance >= 0 ? sqrt(variance * periods_per_year) : isnan(variance) ? NAN : 0;
}
