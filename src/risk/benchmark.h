/* benchmark.h - returns set against those of a benchmark over the same periods.
 *
 * Simple returns per period, aligned and without NaN (one makes the answer NaN); rates are per period where not said; the
 * answer is a year's where said. NaN where it has no meaning. Pure, no allocation. A beta that moves is rolling_slope(). */
#ifndef RISK_BENCHMARK_H
#define RISK_BENCHMARK_H

#include <stddef.h>

struct versus {
    const double *returns, *benchmark;
    size_t        count;
    double        risk_free;            /* per period */
    double        periods_per_year;
};

double beta(const struct versus *v);            /* covariance over the benchmark's variance, of excess returns */
double beta_downside(const struct versus *v);   /* of the periods in which the benchmark fell below 0, as empyrical */

/* Jensen 1968: mean excess return less beta times that of the benchmark, compounded to a year, as empyrical. */
double alpha_jensen(const struct versus *v);

double treynor(const struct versus *v);         /* Treynor 1965: yearly excess return over beta; each return compounded */
double tracking_error(const struct versus *v);  /* sample deviation of active returns, a year's */
double information_ratio(const struct versus *v);       /* mean active return over their deviation, a year's */

/* Compounded yearly return in the periods in which the benchmark rose (fell), over that of the benchmark. */
double capture_up(const struct versus *v);
double capture_down(const struct versus *v);

#endif
