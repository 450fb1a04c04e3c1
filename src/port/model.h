/* model.h - how risky assets are together, with the structure that is known of it: a dense covariance, or common factors
 * and a variance of each asset's own. Whoever solves a portfolio asks for products and for solutions only.
 *
 * Pure. What is returned lives in the ctx it was given; the arrays of a model belong to the caller. */
#ifndef PORT_MODEL_H
#define PORT_MODEL_H

#include <stdint.h>

#include "base/ctx.h"

struct risk_model {                     /* the covariance Q of `count` assets */
    size_t        count;
    const double *covariance;           /* count x count, symmetric; NULL: Q = loadings loadings' + diag(specific) */
    size_t        factors;              /* 0 with covariance NULL: Q is diagonal */
    const double *loading;              /* count x factors, scaled so that the factors have unit variance and no correlation */
    const double *specific;             /* above 0 */
};

/* out = Q x. Costs only as much as x has entries that are not 0. */
void model_times(const struct risk_model *m, const double *x, double *out);

double model_variance(const struct risk_model *m, const double *x, double *scratch);    /* x'Qx; scratch has room for count */
double model_entry(const struct risk_model *m, size_t i, size_t j);

/* Q over some of the assets, plus a diagonal, factored: Cholesky of it, or Woodbury's identity where there are factors. */
struct model_factor {
    const struct risk_model *model;
    size_t                   room, size;        /* most assets; assets of the last factoring */
    double                  *matrix;            /* room x room, or factors x factors */
    double                  *inverse, *tall;    /* with factors: 1 / diagonal, and loadings that are divided by its root */
    double                  *scratch, *small;
};

err model_factor_open(struct ctx *c, const struct risk_model *m, size_t room, struct model_factor *ret);

/* Factors M = S Q[which][which] S + diag(add) with S = diag(sign); `which` NULL is all assets in order, sign NULL all 1,
 * add NULL all 0. Returns size, or the place in `which` at which the matrix stops being positive definite. */
size_t model_factor_set(struct model_factor *f, const uint32_t *which, const signed char *sign, size_t size, const double *add);

/* Adds the assets at places f->size to size, where Q is dense. Returns size, or the place at which it fails. */
size_t model_factor_append(struct model_factor *f, const uint32_t *which, const signed char *sign, size_t size);

void model_factor_solve(const struct model_factor *f, double *b);       /* b = M^-1 b */

/* The solution in two halves, so that what a few rows G (rows x size) ask for can be added between them: half, then finish.
 * model_factor_rows() gives `half` of every row in H, and out (rows x rows) = G M^-1 G'; G' b after `half` is
 * model_rows_of(f, g, h) times b, and adding multiples of G means adding the same multiples of H. */
void          model_factor_half(const struct model_factor *f, double *b);
void          model_factor_finish(const struct model_factor *f, double *b);
void          model_factor_rows(const struct model_factor *f, const double *g, size_t rows, double *h, double *out);
const double *model_rows_of(const struct model_factor *f, const double *g, const double *h);

/* How a covariance was mended: correlations times 1 - shrunk, variances as they were. */
struct repair {
    double shrunk;                      /* 0: nothing had to be done */
    size_t silent;                      /* assets without variance */
};

/* A copy of a covariance that is symmetric and positive definite. What is not (more assets than days, twins, estimates
 * pair by pair, rounding) is pulled towards its own diagonal, as little as makes it so; that keeps every variance and every
 * sign, and is told in *ret. ERR_DATA names the asset (by index) with a variance that is not a number or is negative;
 * without variance is allowed, and told: such an asset gets a billionth of the mean variance. */
err covariance_mend(struct ctx *c, const double *covariance, size_t count, double **ret_covariance, struct repair *ret);

#endif
