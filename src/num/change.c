#include "num/change.h"

#include <math.h>

#include "num/elementary.h"

void change_lag(const double *x, size_t count, size_t lag, double *out)
{
    for (size_t i = 0; i < count; i++) out[i] = i >= lag ? x[i - lag] : NAN;
}

void change_difference(const double *x, size_t count, size_t lag, double *out)
{
    for (size_t i = 0; i < count; i++) out[i] = i >= lag ? x[i] - x[i - lag] : NAN;
}

void change_simple(const double *x, size_t count, size_t lag, double *out)
{
    for (size_t i = 0; i < count; i++) out[i] = i >= lag && x[i] > 0 && x[i - lag] > 0 ? x[i] / x[i - lag] - 1 : NAN;
}

void change_log(const double *x, size_t count, size_t lag, double *out)
{
    for (size_t i = 0; i < count; i++) out[i] = i >= lag && x[i] > 0 && x[i - lag] > 0 ? log_portable(x[i] / x[i - lag]) : NAN;
}

void cumulative_sum(const double *x, size_t count, double *out)
{
    double sum = 0, lost = 0;
    for (size_t i = 0; i < count; i++) {
        double value = isnan(x[i]) ? 0 : x[i], next = sum + value;
        lost += fabs(sum) >= fabs(value) ? (sum - next) + value : (value - next) + sum;
        sum    = next;
        out[i] = isnan(x[i]) ? NAN : sum + lost;
    }
}

void cumulative_product(const double *x, size_t count, double *out)
{
    double product = 1;
    for (size_t i = 0; i < count; i++) {
        product *= isnan(x[i]) ? 1 : x[i];
        out[i] = isnan(x[i]) ? NAN : product;
    }
}

void cumulative_min(const double *x, size_t count, double *out)
{
    double low = INFINITY;
    for (size_t i = 0; i < count; i++) {
        low    = fmin(low, x[i]);
        out[i] = isnan(x[i]) ? NAN : low;
    }
}

void cumulative_max(const double *x, size_t count, double *out)
{
    double high = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        high   = fmax(high, x[i]);
        out[i] = isnan(x[i]) ? NAN : high;
    }
}
