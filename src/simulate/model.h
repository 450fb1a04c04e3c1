/* model.h - what the parts of the simulated market share: where each draws its random numbers, and the GARCH step.
 *
 * Every number that is a choice stands beside its use. Pure, no memory. */
#ifndef SIMULATE_MODEL_H
#define SIMULATE_MODEL_H

#include <math.h>

#include "num/random.h"
#include "simulate/market.h"

enum { SESSIONS_PER_YEAR = 252, DAYS_PER_YEAR = 365 };

/* A stream of its own for each purpose and each asset; the day says where in it, so that no day moves another's. */
enum purpose { DRAW_TRAITS = 1, DRAW_DAYS, DRAW_FACTOR };

enum { DRAWS_PER_DAY = 8 };     /* at most 7 are used */

static inline struct random model_stream(const struct market_plan *plan, enum purpose purpose, unsigned kind,
                                         uint32_t number)
{
    return (struct random){.seed = plan->seed, .stream = (uint64_t)purpose << 56 | (uint64_t)kind << 32 | number};
}

static inline void model_seek(struct random *r, int32_t day) { r->at = (uint64_t)(uint32_t)day * DRAWS_PER_DAY; }

/* Bollerslev 1986, with Student-t shocks of unit variance (1987), for a series whose long-run variance is 1. */
struct garch {
    double shock, memory;       /* alpha and beta: their sum is what is left of a burst the day after */
    double freedom;             /* of the shocks; above 2 */
    double variance;            /* due today */
};

static const double VARIANCE_MAX = 36;  /* a crash may raise the deviation to six times the usual, not without end */

/* Today's value; moves the variance on to tomorrow. Two draws. */
static inline double garch_step(struct garch *g, struct random *r)
{
    double value = sqrt(g->variance * (g->freedom - 2) / g->freedom) * random_student(r, g->freedom);
    g->variance  = fmin(1 - g->shock - g->memory + g->shock * value * value + g->memory * g->variance, VARIANCE_MAX);
    return value;
}

#endif
