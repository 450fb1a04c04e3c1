/* qp.h - the quadratic program every portfolio comes down to, solved exactly and with a certificate.
 *
 *     minimise 1/2 z'Qz + 1/2 sum of curvature x^2 + cost'x   where z[a] = sum of sign[j] x[j] over the columns j of asset a
 *     subject to lower <= x <= upper and row_lower <= R x <= row_upper
 *
 * A column is an asset, or a part of one: what is bought and what is sold of it, where changing costs something. The
 * ladder: block pivoting on which limits bind (Judice and Pires 1994) with Murty's rule against cycles; an interior point
 * method (Mehrotra 1992) that says which limits bind; pivoting again from there, so that the answer is exact. Which rung
 * gave the answer is told. Pure. What is returned lives in the ctx; the arrays of a program belong to the caller. */
#ifndef PORT_QP_H
#define PORT_QP_H

#include "port/model.h"

struct qp {
    const struct risk_model *model;
    size_t                   count;             /* columns */
    const uint32_t          *asset;             /* of a column; NULL: column j is asset j */
    const signed char       *sign;              /* NULL: 1 */
    const double            *cost;              /* NULL: 0 */
    const double            *curvature;         /* of a column's own, added to Q: for costs that bend; NULL: 0 */
    const double            *lower, *upper;     /* may be infinite; lower <= upper */
    size_t                   rows;
    const double            *row;               /* rows x count */
    const double            *row_lower, *row_upper;     /* may be infinite; equal for an equation */
};

enum qp_rung { QP_PIVOTING, QP_INTERIOR_AND_PIVOTING, QP_INTERIOR };
extern const char *const qp_rungs[];

enum bound { AT_LOWER = -1, FREE = 0, AT_UPPER = 1 };           /* a row that is FREE does not bind */

struct qp_answer {
    double      *x;
    double      *slope;                 /* of the objective less the rows' prices: 0 where free, >= 0 at lower, <= 0 at upper */
    double      *price;                 /* of each row: what one more unit of its limit would add to the objective */
    signed char *state, *row_state;     /* enum bound; put in as a warm start of the next program of this size */
    double       objective;
    double       kkt;                   /* certificate: the largest residual of the optimality conditions, see qp_residual() */
    double       gap;                   /* objective less the dual's, over the larger of the two */
    enum qp_rung rung;
    size_t       factorings;
};

/* The largest distance by which a limit or a row is missed, or by which a step against the slope (in units of the largest
 * |Qx| or |cost|) would still move a column or a row inside its limits: 0 exactly where the conditions of Karush, Kuhn and
 * Tucker hold. Fills answer->slope, objective and gap from x and price. */
double qp_residual(const struct qp *p, struct qp_answer *a, double *scratch);

enum { QP_SCRATCH_PER_ASSET = 2 };      /* doubles of scratch of qp_residual, per asset */

/* A solver keeps its room and its factor, for a path of programs that differ in limits and costs only. */
struct qp_solver {
    struct ctx         *c;
    struct model_factor factor;
    size_t              columns, rows;
    bool                factored;       /* the factor below is good for what follows */
    uint32_t           *free;           /* columns of the factor: those that are free, and some that were and are pinned since */
    uint32_t           *which;          /* and their assets */
    uint32_t           *place;          /* of a column in that list, plus 1; 0 where it is not in it */
    uint32_t           *pin;            /* places of the pinned */
    size_t              pins, spent;    /* now; of all programs since the factor was made */
    double             *bend;           /* curvature of the columns of the factor */
    bool               *taken;          /* per asset: a column of it is free */
    signed char        *sign;
    double             *base, *step;    /* per column */
    double             *z, *qz;         /* per asset */
    double             *part, *work;    /* rows x columns */
    double             *inner, *right;
    size_t              binding;        /* rows that bind in the last factoring */
};

err qp_open(struct ctx *c, const struct risk_model *m, size_t columns, size_t rows, struct qp_solver *ret);
err qp_answer_open(struct ctx *c, const struct qp *p, struct qp_answer *ret);

/* Solves from the states in *a; all FREE is a good start where nothing is known. ERR_INVALID where no x meets all limits,
 * ERR_DATA where the covariance is not positive definite or the program has no least value. */
err qp_solve(struct qp_solver *s, const struct qp *p, struct qp_answer *a);

/* Forget the factor: the next program bends otherwise. */
static inline void qp_forget(struct qp_solver *s) { s->factored = false; }

/* The rungs, each alone. false: this one gave up, and says nothing about the program. */
bool qp_pivot(struct qp_solver *s, const struct qp *p, struct qp_answer *a, size_t rounds_max);
err  qp_interior(struct qp_solver *s, const struct qp *p, struct qp_answer *a, bool *ret_solved);

/* For given states: x as a function of the cost. *a holds the x of the cost; rate[j] is how x[j] moves when the cost
 * moves by `direction`; what is not free stays. Call right after qp_pivot() has succeeded. */
void qp_rate(struct qp_solver *s, const struct qp *p, const struct qp_answer *a, const double *direction, double *rate, double *price_rate);

/* A set of limits that no x meets together and of which every row is needed: flags per row and per column. The first
 * program has to be infeasible: *ret_found says so. */
err qp_conflict(struct ctx *c, const struct qp *p, bool *ret_rows, signed char *ret_columns, bool *ret_found);

#endif
