/* shortfall.h - weights that make the worst outcomes least bad: minimum CVaR and minimum conditional drawdown at risk, over
 * scenarios instead of a covariance (Rockafellar and Uryasev 2000; Chekhlov, Uryasev and Zabarankin 2005).
 *
 * A linear program, solved by an interior point method that sees the scenarios only as weighted sums of products: a step
 * costs one matrix as large as there are assets. Pure. What is returned lives in the ctx it was given. */
#ifndef PORT_SHORTFALL_H
#define PORT_SHORTFALL_H

#include "port/portfolio.h"

enum shortfall_kind { SHORTFALL_LOSS, SHORTFALL_DRAWDOWN };

struct shortfall {
    double *weight;
    double  value;                      /* mean of the worst 1 - level of losses, or of drawdowns; the last one in part */
    double  threshold;                  /* value at risk, or drawdown at risk, at the level */
    double  gap;                        /* certificate: value less a bound that no weights can pass, over the value's scale */
    double  miss;                       /* the largest distance by which a limit is missed */
    size_t  steps;
};

/* `returns` is periods x assets. Of the problem the limits are used, the budget, the rows and the names; drawdowns are of
 * sums of returns, not compounded. level is above 0 and below 1: 0.95 looks at the worst twentieth. ERR_INVALID for limits
 * that contradict each other, ERR_INSUFFICIENT for no scenario, ERR_DATA where the program did not settle. */
err minimum_shortfall(struct ctx *c, const struct portfolio_problem *p, const double *returns, size_t periods, double level,
                      enum shortfall_kind kind, struct shortfall *ret);

/* The measure itself of a series of outcomes (losses are negative); `scratch` has room for count. */
double shortfall_value(const double *outcome, size_t count, double level, double *scratch, double *ret_threshold);

#endif
