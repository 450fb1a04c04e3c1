/* tail.h - how bad the bad days were: historical value at risk and its conditional, by stated conventions.
 *
 * All take the returns ascending (stat_sort) without NaN, and a level such as 0.95. The answer is a loss as a fraction:
 * positive when money was lost, negative when even the bad days gained. NaN when there are no returns.
 *
 * References disagree in the third digit, so each convention has a name of its own. `tail_var` and `tail_cvar` are
 * Lumia's: they are returns that happened, never numbers between two of them. Pure, no allocation. */
#ifndef RISK_TAIL_H
#define RISK_TAIL_H

#include <stddef.h>

/* Its place among them: floor((n - 1)(1 - level)). */
size_t tail_place(size_t count, double level);

/* The lower order statistic: of n returns the one at index floor((n - 1)(1 - level)), as numpy's method="lower". */
double tail_var(const double *sorted, size_t count, double level);

/* The mean of the returns at or below that one: at or beyond the value at risk. */
double tail_cvar(const double *sorted, size_t count, double level);

/* By linear interpolation between order statistics (type 7): empyrical, and PerformanceAnalytics' "historical". */
double tail_var_linear(const double *sorted, size_t count, double level);

/* Rockafellar and Uryasev 2000: the mean of the worst n (1 - level) returns, the last of them by its fraction. This is
 * what a minimum-CVaR optimiser minimises. */
double tail_cvar_fractional(const double *sorted, size_t count, double level);

#endif
