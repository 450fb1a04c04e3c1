/* ratio.h - reward for risk.
 *
 * Returns are simple, per period; risk_free and target are per period too; the answer is annualised by the root of
 * periods_per_year (252 for sessions, 365 where every day trades). NaN where the ratio has no meaning, or with a NaN
 * among the returns. Pure, no allocation. */
#ifndef RISK_RATIO_H
#define RISK_RATIO_H

#include <stddef.h>

/* Sharpe 1994: mean excess return over the sample deviation (n - 1). NaN for fewer than two, or when none moved. */
double sharpe(const double *returns, size_t count, double risk_free, double periods_per_year);

/* Sortino and van der Meer 1991: mean return over target by the downside deviation, whose squares are divided by all n,
 * not only by the bad ones, as in empyrical, quantstats and PerformanceAnalytics (which alone does not annualise). NaN
 * for fewer than two, or when none fell below the target: an infinite ratio is no number to rank by. */
double sortino(const double *returns, size_t count, double target, double periods_per_year);

/* The downside deviation above, per period. NaN for none. */
double downside_deviation(const double *returns, size_t count, double target);

/* Shadwick and Keating 2002: what was gained above the target over what was lost below it. NaN when nothing was lost. */
double omega(const double *returns, size_t count, double target);

/* Young 1991: yearly return over the deepest drawdown. NaN when wealth never fell. */
double calmar(const double *returns, size_t count, double periods_per_year);

/* Martin 1987: yearly return over the risk-free one, by the Ulcer index. risk_free is a year's. NaN when wealth never fell. */
double martin(const double *returns, size_t count, double risk_free, double periods_per_year);

/* The 95 % quantile over the 5 % one, both without sign (type 7), as empyrical. `sorted` is ascending. NaN when that is 0. */
double tail_ratio(const double *sorted, size_t count);

/* R squared of cumulative log returns against time, as empyrical: 1 is a straight line. NaN below 2 or without a move. */
double stability(const double *returns, size_t count);

#endif
