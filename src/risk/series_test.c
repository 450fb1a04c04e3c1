#include "risk/series_test.h"

#include <math.h>

#include "num/distribution.h"
#include "num/stat.h"

struct test_result test_jarque_bera(const double *values, size_t count)
{
    double skewness = stat_skewness(values, count), excess = stat_kurtosis(values, count) - 3;
    double statistic = (double)count / 6 * (skewness * skewness + excess * excess / 4);
    return (struct test_result){statistic, isnan(statistic) ? NAN : chi_square_tail(statistic, 2)};
}

struct test_result test_ljung_box(const double *values, size_t count, size_t lags)
{
    double n = (double)count, sum = 0;
    if (lags == 0 || lags >= count) return (struct test_result){NAN, NAN};
    for (size_t k = 1; k <= lags; k++) {
        double r = stat_autocorrelation(values, count, k);
        sum += r * r / (n - (double)k);
    }
    double statistic = n * (n + 2) * sum;
    return (struct test_result){statistic, isnan(statistic) ? NAN : chi_square_tail(statistic, (double)lags)};
}

/* The range of the running sum about the mean over the deviation; NaN for a block that never moves. */
static double rescaled_range(const double *values, size_t count)
{
    double mean = stat_mean(values, count), sum = 0, low = 0, high = 0, square = 0;
    for (size_t i = 0; i < count; i++) {
        double far = values[i] - mean;
        sum    += far;
        square += far * far;
        low  = fmin(low, sum);
        high = fmax(high, sum);
    }
    return square > 0 ? (high - low) / sqrt(square / (double)count) : NAN;
}

static double mean_range(const double *values, size_t count, size_t size)
{
    double sum = 0, known = 0;
    for (size_t at = 0; at + size <= count; at += size) {
        double range = rescaled_range(values + at, size);
        if (isnan(range)) continue;
        sum += range;
        known++;
    }
    return known > 0 ? sum / known : NAN;
}

static double expected_range(size_t size)
{
    double n = (double)size, sum = 0;
    int    sign;
    for (size_t i = 1; i < size; i++) sum += sqrt((n - (double)i) / (double)i);
    return exp(lgamma_r((n - 1) / 2, &sign) - lgamma_r(n / 2, &sign)) / sqrt(M_PI) * sum;
}

double hurst(const double *values, size_t count)
{
    double x[64], y[64], mean_x = 0, mean_y = 0, xx = 0, xy = 0;
    size_t points = 0;
    if (count < HURST_COUNT_MIN) return NAN;
    for (size_t size = 16; size <= count / 2; size *= 2, points++) {
        x[points] = log((double)size);
        y[points] = log(mean_range(values, count, size) / expected_range(size));
        mean_x   += x[points];
        mean_y   += y[points];
    }
    mean_x /= (double)points;
    mean_y /= (double)points;
    for (size_t i = 0; i < points; i++) xx += (x[i] - mean_x) * (x[i] - mean_x), xy += (x[i] - mean_x) * (y[i] - mean_y);
    return 0.5 + xy / xx;
}
