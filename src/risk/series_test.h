/* series_test.h - what kind of series this is: normal or not, with memory or without, wandering or held.
 *
 * Values without NaN. Statistics with the probability of one as far out if the hypothesis named were true. NaN where there are
 * too few values or none that moves. Pure, no allocation. */
#ifndef RISK_SERIES_TEST_H
#define RISK_SERIES_TEST_H

#include <stdbool.h>
#include <stddef.h>

struct test_result {
    double statistic, probability;
};

/* Jarque and Bera 1980: skewness and kurtosis are those of a normal. */
struct test_result test_jarque_bera(const double *values, size_t count);

/* Ljung and Box 1978: no autocorrelation up to `lags`. */
struct test_result test_ljung_box(const double *values, size_t count, size_t lags);

/* Augmented Dickey and Fuller, with a constant: the series has a unit root (it wanders). The number of lagged differences is
 * the one of lowest Akaike criterion up to 12 (count / 100)^(1/4) and at most UNIT_ROOT_LAGS_MAX; probability after MacKinnon
 * 1994, critical values after MacKinnon 2010: statsmodels' adfuller. scratch has room for 2 count values. */
enum { UNIT_ROOT_LAGS_MAX = 30 };

struct unit_root {
    double statistic, probability;
    double critical_1, critical_5, critical_10;
    size_t lags, rows;                  /* rows of the regression */
};

[[nodiscard]] bool test_unit_root(const double *values, size_t count, double *scratch, struct unit_root *ret);

/* Hurst's exponent by rescaled range (Hurst 1951) of blocks of 16, 32, … values, fitted by least squares in logarithms, with
 * the expectation for no memory taken out (Anis and Lloyd 1976): 0.5 without memory, more where moves persist. NaN below
 * HURST_COUNT_MIN values. */
enum { HURST_COUNT_MIN = 64 };

double hurst(const double *values, size_t count);

#endif
