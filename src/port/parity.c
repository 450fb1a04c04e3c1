#include <math.h>

#include "num/cholesky.h"
#include "port/allocate.h"

enum { SWEEPS_MAX = 20, NEWTONS_MAX = 60 };

static const double SWEPT = 1e-3, EVEN = 1e-14;

void inverse_volatility(const struct risk_model *m, double *ret_weight)
{
    double sum = 0;
    for (size_t i = 0; i < m->count; i++) sum += ret_weight[i] = 1 / sqrt(model_entry(m, i, i));
    for (size_t i = 0; i < m->count; i++) ret_weight[i] /= sum;
}

/* y minimises y'Qy / 2 - sum of budget log y: then y_i (Qy)_i = budget_i. */
struct parity {
    const struct risk_model *m;
    const double            *budget;
    struct model_factor      factor;
    double                  *y, *qy, *add, *step, *before;
};

static double share_of(const struct parity *p, size_t i) { return p->budget ? p->budget[i] : 1 / (double)p->m->count; }

/* Each y in turn to where its own condition holds. Returns the largest relative change. */
static double sweep(struct parity *p)
{
    size_t n    = p->m->count;
    double most = 0;
    for (size_t i = 0; i < n; i++) {
        const double *row  = p->m->covariance + i * n;
        double        rest = p->qy[i] - row[i] * p->y[i];
        double        next = (sqrt(rest * rest + 4 * row[i] * share_of(p, i)) - rest) / (2 * row[i]);
        most = fmax(most, fabs(next - p->y[i]) / p->y[i]);
        tile_add(p->qy, row, next - p->y[i], n);
        p->y[i] = next;
    }
    return most;
}

static double miss_of(const struct parity *p)
{
    double most = 0;
    for (size_t i = 0; i < p->m->count; i++) most = fmax(most, fabs(p->y[i] * p->qy[i] - share_of(p, i)));
    return most;
}

/* Damped as self-concordance asks for while far away, so that every step goes down. */
static bool newton(struct parity *p)
{
    size_t n = p->m->count;
    double decrement = 0, length = 1;
    for (size_t i = 0; i < n; i++) {
        p->add[i]  = share_of(p, i) / (p->y[i] * p->y[i]);
        p->step[i] = share_of(p, i) / p->y[i] - p->qy[i];
    }
    memcpy(p->before, p->step, n * sizeof *p->step);
    if (model_factor_set(&p->factor, NULL, NULL, n, p->add) != n) return false;
    model_factor_solve(&p->factor, p->step);
    decrement = tile_dot(p->before, p->step, n) * (double)n;
    if (decrement > 0.1) length = 1 / (1 + sqrt(decrement));
    for (size_t i = 0; i < n; i++)
        while (p->y[i] + length * p->step[i] <= 0 && length > 1e-12) length *= 0.5;
    for (size_t i = 0; i < n; i++) p->y[i] += length * p->step[i];
    model_times(p->m, p->y, p->qy);
    return true;
}

static err open(struct ctx *c, struct parity *p)
{
    size_t n = p->m->count;
    TRY(model_factor_open(c, p->m, n, &p->factor));
    TRY(NEW(c, p->y, n));
    TRY(NEW(c, p->qy, n));
    TRY(NEW(c, p->add, n));
    TRY(NEW(c, p->before, n));
    return NEW(c, p->step, n);
}

err risk_parity(struct ctx *c, const struct risk_model *m, const double *budget, double *ret_weight, double *ret_miss)
{
    struct parity p   = {.m = m, .budget = budget};
    double        sum = 0, miss, best = INFINITY;
    if (m->count == 0) return fail(c, ERR_INSUFFICIENT, "there is no asset to choose from");
    TRY(open(c, &p));
    for (size_t i = 0; i < m->count; i++) {
        if (!(share_of(&p, i) > 0)) return fail(c, ERR_INVALID, "the risk budget of asset %zu is not above 0", i);
        p.y[i] = sqrt(share_of(&p, i) / model_entry(m, i, i));
    }
    double scale = 1 / sqrt(model_variance(m, p.y, p.qy));
    if (!isfinite(scale)) return fail(c, ERR_DATA, "the covariance is not positive definite");
    for (size_t i = 0; i < m->count; i++) p.y[i] *= scale;
    model_times(m, p.y, p.qy);
    for (int i = 0; i < SWEEPS_MAX && m->covariance && sweep(&p) > SWEPT; i++) continue;
    model_times(m, p.y, p.qy);
    for (int i = 0; i < NEWTONS_MAX && (miss = miss_of(&p)) > EVEN && (miss > 1e-9 || miss < best); i++) {
        best = miss;
        if (!newton(&p)) return fail(c, ERR_DATA, "the covariance is not positive definite");
    }
    for (size_t i = 0; i < m->count; i++) sum += p.y[i];
    for (size_t i = 0; i < m->count; i++) ret_weight[i] = p.y[i] / sum;
    *ret_miss = miss_of(&p);
    return *ret_miss < 1e-8 ? OK : fail(c, ERR_DATA, "risk parity did not settle: shares miss by %.2g", *ret_miss);
}
