#include "port/views.h"

#include "num/cholesky.h"

void implied_returns(const struct risk_model *m, const double *weight, double aversion, double *ret)
{
    model_times(m, weight, ret);
    for (size_t i = 0; i < m->count; i++) ret[i] *= aversion;
}

err black_litterman(struct ctx *c, const struct risk_model *m, const double *prior, double tau, const struct view *views, size_t view_count,
                    double *ret_mean, double *ret_covariance)
{
    size_t  n = m->count, k = view_count;
    double *moved, *inner, *miss, *scratch;             /* moved: tau Q P', a row per view */
    TRY(NEW(c, moved, n * k + 1));
    TRY(NEW(c, inner, k * k + 1));
    TRY(NEW(c, miss, k + 1));
    TRY(NEW(c, scratch, TILE_SCRATCH));
    for (size_t v = 0; v < k; v++) {
        if (!(views[v].confidence > 0 && views[v].confidence < 1))
            return fail(c, ERR_INVALID, "the confidence of view %zu must be above 0 and below 1", v + 1);
        model_times(m, views[v].holding, moved + v * n);
        for (size_t i = 0; i < n; i++) moved[v * n + i] *= tau;
        for (size_t u = 0; u <= v; u++) inner[v * k + u] = tile_dot(moved + v * n, views[u].holding, n);
        miss[v] = views[v].value - tile_dot(views[v].holding, prior, n);
        inner[v * k + v] *= 1 + (1 - views[v].confidence) / views[v].confidence;
    }
    if (cholesky(inner, k, k, 1e-14, scratch) != k) return fail(c, ERR_INVALID, "a view has no risk of its own: it holds nothing, or only what never moves");
    cholesky_forward(inner, k, k, miss);
    cholesky_backward(inner, k, k, miss);
    memcpy(ret_mean, prior, n * sizeof *prior);
    for (size_t v = 0; v < k; v++) tile_add(ret_mean, moved + v * n, miss[v], n);
    if (!ret_covariance) return OK;

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) ret_covariance[i * n + j] = (1 + tau) * model_entry(m, i, j);
    for (size_t i = 0; i < n; i++) {                    /* less (tau Q P') inner^-1 (tau Q P')' */
        for (size_t v = 0; v < k; v++) miss[v] = moved[v * n + i];
        cholesky_forward(inner, k, k, miss);
        cholesky_backward(inner, k, k, miss);
        for (size_t v = 0; v < k; v++) tile_add(ret_covariance + i * n, moved + v * n, -miss[v], n);
    }
    return OK;
}
