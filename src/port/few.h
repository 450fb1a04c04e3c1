/* few.h - portfolios of few assets: at most so many of them, and none below a least weight (which is a minimum trade where
 * nothing is held yet). Branch and bound over the quadratic program, deterministic, with a limit of nodes and the gap that
 * is left told. Pure. What is returned lives in the ctx it was given. */
#ifndef PORT_FEW_H
#define PORT_FEW_H

#include "port/portfolio.h"

struct few {
    double *weight;
    double  expected, volatility;
    double  kkt;                        /* of the program over the chosen assets */
    double  gap;                        /* 0: proved. Else by how much a better choice could lower the objective, as a share of it */
    size_t  nodes;
};

/* Minimises variance / 2 - t * return as along the line, over at most `most` assets that are held with at least `least`.
 * Long-only: lower limits must be 0 or above; nothing is said of trading. ERR_INVALID where no such weights meet the limits,
 * ERR_LIMIT where none were found within the nodes. */
err portfolio_of_few(struct ctx *c, const struct portfolio_problem *p, double t, size_t most, double least, size_t nodes_max, struct few *ret);

#endif
