/* barrier.h - what interior point methods have in common: variables between limits that are not to be touched before the
 * end, and the prices of coming near. Memory is the ctx's. */
#ifndef PORT_BARRIER_H
#define PORT_BARRIER_H

#include "base/ctx.h"

static const double SIDE_PINNED = 1e30;     /* weight of a variable whose limits are the same */

struct side {                           /* variables between limits, with what it costs to touch them */
    size_t  count;
    double *x, *dx, *low_price, *high_price, *low_step, *high_step, *low_goal, *high_goal, *weight, *right;
    const double *low, *high;
};

static inline bool side_pinned(const struct side *v, size_t i) { return v->low[i] == v->high[i]; }

err side_open(struct ctx *c, struct side *v, size_t count, const double *low, const double *high);

/* Inside the limits, away from both, and as near `near` (NULL: 0) as that allows; prices of one scale. */
void side_start(struct side *v, const double *near, double price);

/* Sum of distance times price after steps of these lengths; adds to *ret_count how many there are. */
double side_pairs(const struct side *v, double primal_step, double dual_step, size_t *ret_count);

void side_weigh(struct side *v);            /* weight: what the barrier adds to the diagonal */

/* Where the products of distance and price should go: to `target`, less what the last step would add to them. */
void side_set_goals(struct side *v, double target, bool corrects);

void side_right_side(struct side *v, const double *slope);      /* right: the Newton step's, given the slopes */
void side_price_steps(struct side *v);                          /* once dx is known */
void side_longest(const struct side *v, double *primal, double *dual);      /* lowers both to what stays inside */
void side_move(struct side *v, double primal, double dual);

/* Which limits bind: those whose price outweighs the distance to them, each in its own scale. -1 low, 1 high, 0 none. */
void side_states(const struct side *v, double scale, signed char *state);

double largest(const double *v, size_t count);                  /* of the magnitudes; infinite for a NaN */
double side_largest(const struct side *v, const double *slope); /* likewise; what is pinned may slope as it likes */

#endif
