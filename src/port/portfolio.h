/* portfolio.h - weights that are best in some sense within limits. Every answer carries its certificate.
 *
 * Weights are fractions of the whole. Returns and covariance are of one period, whichever; costs are fractions of what is
 * traded, in the same period. Along the efficient line every objective is a point: minimise variance / 2 - t * return, with
 * `t` the tolerance for risk, and return net of costs. Pure. What is returned lives in the ctx. */
#ifndef PORT_PORTFOLIO_H
#define PORT_PORTFOLIO_H

#include "port/qp.h"

struct portfolio_problem {
    const struct risk_model *risk;
    const double            *expected;      /* return of each asset; NULL where the objective asks for none */
    double                   risk_free;
    const double            *lower, *upper; /* of each weight; finite */
    double                   budget_lower, budget_upper;    /* of the sum of the weights: 1 and 1 is all that there is */
    size_t                   rows;          /* further limits of sums, such as sectors */
    const double            *row;           /* rows x assets */
    const double            *row_lower, *row_upper;
    const double            *benchmark;     /* NULL: none. Else risk is that of the difference from it */
    const double            *current;       /* what is held now, for the three below; NULL: nothing is said of trading */
    double                   turnover;      /* the most that may be traded, bought plus sold; INFINITY: any */
    const double            *trade_cost;    /* per unit bought or sold; NULL: 0 */
    const double            *impact;        /* times the traded amount to the power of 1.5: the square-root law; NULL: 0 */
    const char *const       *names, *const *row_names;     /* for what is told of a conflict; NULL: numbers */
};

/* What is best. The number it takes is named. */
enum objective {
    MINIMUM_VARIANCE,           /* none. With a benchmark: the least tracking error */
    UTILITY,                    /* risk aversion: return - aversion / 2 * variance */
    MAXIMUM_SHARPE,             /* none: (return - risk_free * sum) / volatility */
    TARGET_RETURN,              /* the least variance with at least this return */
    TARGET_VOLATILITY,          /* the most return with at most this volatility */
    ROBUST_UTILITY,             /* uncertainty: return - uncertainty * volatility - variance / 2; see portfolio_uncertainty() */
    KELLY,                      /* fraction of the full bet: return over risk_free - variance / (2 * fraction) */
    MAXIMUM_DIVERSIFICATION,    /* none: sum of weight times volatility, over the volatility of the whole (Choueifaty 2008) */
    OBJECTIVE_COUNT
};

struct portfolio {
    double      *weight;
    double       expected, volatility, cost;    /* return before costs, costs */
    double       tolerance;             /* t of the line above */
    double       kkt, gap;              /* of the last quadratic program */
    enum qp_rung rung;
    size_t       programs, factorings;
    double      *price;                 /* of the budget, then of each row: variance / 2 that one more unit would add */
};

/* ERR_INVALID where the limits contradict each other, with a smallest set of them by name, or where the target is out of
 * reach, with what can be reached; ERR_INSUFFICIENT where no portfolio within the limits earns more than the risk-free
 * return, so that a largest Sharpe ratio has no meaning. */
err portfolio_solve(struct ctx *c, const struct portfolio_problem *p, enum objective what, double number, struct portfolio *ret);

/* Ellipsoid of the means after `periods` observations that holds the truth with a confidence: kappa of Goldfarb and Iyengar
 * 2003, over the root of the periods; what ROBUST_UTILITY takes. confidence from 0 to below 1. */
double portfolio_uncertainty(size_t assets, double confidence, size_t periods);

/* ---- the line itself: solved for any t, from where it stands ---- */

struct line {
    const struct portfolio_problem *p;
    struct ctx                     *c;
    struct qp                       program;
    struct qp_solver                solver;
    struct qp_answer                answer;
    const double                   *expected;   /* per asset */
    double                         *base, *gain, *cost, *rate, *price_rate;     /* per column and row */
    double                         *weight, *offset, *scratch;                  /* per asset */
    double                         *bend, *before;                              /* with impact, per column */
    double                          t, mean, paid, variance;    /* mean is net of what is paid */
    size_t                          programs, factorings;
    bool                            splits;     /* columns are purchases, then sales */
};

err line_open(struct ctx *c, const struct portfolio_problem *p, const double *expected, struct line *ret);
err line_feasible(struct line *l);              /* ERR_INVALID with a conflict by name where no weights meet all limits */
err line_solve(struct line *l, double t);
double line_rate(struct line *l);               /* d mean / d t where it stands; 0 at the end of the line */
err line_answer(struct line *l, struct portfolio *ret);

/* ---- the whole efficient frontier: critical line (Markowitz 1956) ---- */

struct corner {                         /* between two corners weights are linear in each other */
    double  t, expected, volatility;
    double *weight;
};

enum { CORNERS_MAX = 20000 };

/* From the least variance to the most return. */
err frontier(struct ctx *c, const struct portfolio_problem *p, struct corner **ret, size_t *ret_count);

/* `count` portfolios on it, evenly spaced in return. A frontier of one corner gives that one. */
err frontier_points(struct ctx *c, const struct portfolio_problem *p, const struct corner *corners, size_t corner_count, size_t count,
                    struct corner *ret);

#endif
