#include <math.h>

#include "num/tile.h"
#include "port/allocate.h"
#include "port/portfolio.h"

enum { CLUSTERS_TRIED = 10 };

static err grow(struct ctx *c, const double *covariance, size_t count, enum linkage how, struct merge **ret)
{
    double *distance;
    if (count == 0) return fail(c, ERR_INSUFFICIENT, "there is no asset to choose from");
    for (size_t i = 0; i < count; i++)
        if (!(covariance[i * count + i] > 0)) return fail(c, ERR_DATA, "asset %zu has no variance above 0", i);
    TRY(NEW(c, distance, count * count));
    correlation_distance(covariance, count, distance);
    return cluster(c, distance, count, how, ret);
}

/* Variance of the members, held by inverse variance; each row of the sorted covariance is read once. */
static double held_variance(const double *sorted, size_t count, size_t from, size_t to, double *scratch)
{
    double sum = 0, variance = 0;
    for (size_t i = from; i < to; i++) sum += scratch[i] = 1 / sorted[i * count + i];
    for (size_t i = from; i < to; i++) scratch[i] /= sum;
    for (size_t i = from; i < to; i++) variance += scratch[i] * tile_dot(sorted + i * count + from, scratch + from, to - from);
    return variance;
}

static void halve(const double *sorted, size_t count, size_t from, size_t to, double weight, double *scratch, double *out)
{
    if (to - from == 1) {
        out[from] = weight;
        return;
    }
    size_t middle = from + (to - from) / 2;
    double left = held_variance(sorted, count, from, middle, scratch), right = held_variance(sorted, count, middle, to, scratch);
    double share = 1 - left / (left + right);
    halve(sorted, count, from, middle, weight * share, scratch, out);
    halve(sorted, count, middle, to, weight * (1 - share), scratch, out);
}

static void sort_covariance(const double *covariance, size_t count, const uint32_t *order, double *out)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) out[i * count + j] = covariance[order[i] * count + order[j]];
}

err hierarchical_risk_parity(struct ctx *c, const double *covariance, size_t count, enum linkage how, double *ret_weight)
{
    struct merge *merges;
    uint32_t     *order;
    double       *sorted, *out, *scratch;
    TRY(grow(c, covariance, count, how, &merges));
    TRY(NEW(c, order, count));
    TRY(NEW(c, sorted, count * count));
    TRY(NEW(c, out, count));
    TRY(NEW(c, scratch, count));
    cluster_order(merges, count, order);
    sort_covariance(covariance, count, order, sorted);
    halve(sorted, count, 0, count, 1, scratch, out);
    for (size_t i = 0; i < count; i++) ret_weight[order[i]] = out[i];
    return OK;
}

/* ---- clusters ---- */

struct parts {
    const double *covariance;
    size_t        count, clusters;
    struct merge *merges;
    uint32_t     *of;                   /* cluster of an asset */
    double       *risk, *inside;        /* per cluster; weight of an asset inside its cluster */
    double       *scratch;
};

static err cut(struct ctx *c, const double *covariance, size_t count, enum linkage how, size_t clusters, struct parts *p)
{
    *p = (struct parts){.covariance = covariance, .count = count};
    TRY(grow(c, covariance, count, how, &p->merges));
    p->clusters = clusters ? clusters : cluster_count(p->merges, count, CLUSTERS_TRIED);
    TRY(NEW(c, p->of, count));
    TRY(NEW(c, p->risk, count));
    TRY(NEW(c, p->inside, count));
    TRY(NEW(c, p->scratch, count));
    return cluster_cut(c, p->merges, count, p->clusters, p->of);
}

static void hold_by_inverse_variance(struct parts *p, size_t k)
{
    double sum = 0;
    for (size_t i = 0; i < p->count; i++) {
        if (p->of[i] == k) sum += p->inside[i] = 1 / p->covariance[i * p->count + i];
        p->scratch[i] = p->of[i] == k ? p->inside[i] : 0;
    }
    for (size_t i = 0; i < p->count; i++) {
        if (p->of[i] != k) continue;
        p->risk[k]   += p->scratch[i] * tile_dot(p->covariance + i * p->count, p->scratch, p->count) / (sum * sum);
        p->inside[i] /= sum;
    }
}

/* Shares of the merges above the cut, from the top down; a cluster below it keeps what reaches it. */
static void share_out(const struct parts *p, const double *total, double *share)
{
    size_t n = p->count;
    share[n > 1 ? 2 * n - 2 : 0] = 1;
    for (size_t k = n - 1; k-- > n - p->clusters;) {
        const struct merge *m = &p->merges[k];
        double              both = total[m->left] + total[m->right];
        share[m->left]  = share[n + k] * (1 - total[m->left] / both);
        share[m->right] = share[n + k] * (1 - total[m->right] / both);
    }
}

/* The risk of a node above the cut is the sum over its clusters; it is put at the node where each cluster hangs. */
static void hang(const struct parts *p, uint32_t *node, double *total)
{
    size_t n = p->count;
    for (size_t i = 0; i < n; i++) node[i] = (uint32_t)i;
    for (uint32_t i = (uint32_t)n; i < 2 * n; i++) node[i] = i;
    for (size_t k = n - p->clusters; k-- > 0;) node[p->merges[k].left] = node[p->merges[k].right] = node[n + k];
    for (size_t i = 0; i < n; i++) total[node[i]] = p->risk[p->of[i]];
    for (size_t k = n - p->clusters; k + 1 < n; k++) total[n + k] = total[p->merges[k].left] + total[p->merges[k].right];
}

err hierarchical_equal_risk(struct ctx *c, const double *covariance, size_t count, enum linkage how, size_t clusters, double *ret_weight)
{
    struct parts p;
    uint32_t    *node;
    double      *total, *share;
    TRY(cut(c, covariance, count, how, clusters, &p));
    TRY(NEW(c, node, 2 * count));
    TRY(NEW(c, total, 2 * count));
    TRY(NEW(c, share, 2 * count));
    for (size_t k = 0; k < p.clusters; k++) hold_by_inverse_variance(&p, k);
    hang(&p, node, total);
    share_out(&p, total, share);
    for (size_t i = 0; i < count; i++) ret_weight[i] = p.inside[i] * share[node[i]];
    return OK;
}

/* ---- nested optimisation ---- */

static err least_variance(struct ctx *c, const double *covariance, size_t count, double *ret_weight)
{
    struct risk_model m = {.count = count, .covariance = covariance};
    struct portfolio  best;
    double           *low, *high;
    TRY(NEW(c, low, count));
    TRY(NEW(c, high, count));
    for (size_t i = 0; i < count; i++) high[i] = 1;
    struct portfolio_problem p = {.risk = &m, .lower = low, .upper = high, .budget_lower = 1, .budget_upper = 1, .turnover = INFINITY};
    TRY(portfolio_solve(c, &p, MINIMUM_VARIANCE, 0, &best));
    memcpy(ret_weight, best.weight, count * sizeof *ret_weight);
    return OK;
}

static err nest(struct ctx *c, struct parts *p, size_t k)
{
    uint32_t *member;
    double   *small, *weight;
    size_t    size = 0;
    TRY(NEW(c, member, p->count));
    for (size_t i = 0; i < p->count; i++)
        if (p->of[i] == k) member[size++] = (uint32_t)i;
    TRY(NEW(c, small, size * size));
    TRY(NEW(c, weight, size));
    for (size_t i = 0; i < size; i++)
        for (size_t j = 0; j < size; j++) small[i * size + j] = p->covariance[member[i] * p->count + member[j]];
    TRY(least_variance(c, small, size, weight));
    for (size_t i = 0; i < size; i++) p->inside[member[i]] = weight[i];
    return OK;
}

err nested_clusters(struct ctx *c, const double *covariance, size_t count, enum linkage how, size_t clusters, double *ret_weight)
{
    struct parts p;
    double      *between, *held, *times, *weight;
    TRY(cut(c, covariance, count, how, clusters, &p));
    size_t k = p.clusters;
    TRY(NEW(c, between, k * k));
    TRY(NEW(c, held, count));
    TRY(NEW(c, times, count));
    TRY(NEW(c, weight, k));
    for (size_t a = 0; a < k; a++) TRY(nest(c, &p, a));
    for (size_t a = 0; a < k; a++) {
        for (size_t i = 0; i < count; i++) held[i] = p.of[i] == a ? p.inside[i] : 0;
        model_times(&(struct risk_model){.count = count, .covariance = covariance}, held, times);
        for (size_t i = 0; i < count; i++) between[a * k + p.of[i]] += times[i] * p.inside[i];
    }
    TRY(least_variance(c, between, k, weight));
    for (size_t i = 0; i < count; i++) ret_weight[i] = weight[p.of[i]] * p.inside[i];
    return OK;
}
