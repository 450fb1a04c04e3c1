/* allocate.h - weights that need no expected returns and no limits: by risk alone, or by how assets cluster.
 *
 * All are long-only and sum to 1. Covariance is count x count, symmetric, with variances above 0. Pure. What is returned
 * lives in the ctx it was given. */
#ifndef PORT_ALLOCATE_H
#define PORT_ALLOCATE_H

#include "port/model.h"

void inverse_volatility(const struct risk_model *m, double *ret_weight);

/* Every asset contributes its share of the risk: weight times marginal risk is budget times the whole. `budget` is above 0
 * and sums to 1; NULL is equal shares. *ret_miss is the largest |share - budget|. Coordinate descent (Griveau-Billion,
 * Richard, Roncalli 2013), then Newton on Spinu's convex form (2013). ERR_DATA where the model is not positive definite. */
err risk_parity(struct ctx *c, const struct risk_model *m, const double *budget, double *ret_weight, double *ret_miss);

/* ---- trees of assets that move together ---- */

enum linkage { LINKAGE_SINGLE, LINKAGE_COMPLETE, LINKAGE_AVERAGE, LINKAGE_WARD };

struct merge {                          /* two clusters become one: 0 .. count - 1 are assets, count + k is merge k */
    uint32_t left, right, size;
    double   height;
};

/* count - 1 merges by rising height; the smaller number is left, as in scipy. `distance` (count x count) is used up.
 * Nearest-neighbour chains (Murtagh 1983) with Lance and Williams' formula. */
err cluster(struct ctx *c, double *distance, size_t count, enum linkage how, struct merge **ret);

/* sqrt((1 - correlation) / 2), count x count. An asset without variance has correlation 0 with all others. */
void correlation_distance(const double *covariance, size_t count, double *ret_distance);

void cluster_order(const struct merge *merges, size_t count, uint32_t *ret_order);      /* leaves from left to right */

/* Cluster number of each asset when the tree is cut into `clusters`, from 0 in the order of the leaves. */
err cluster_cut(struct ctx *c, const struct merge *merges, size_t count, size_t clusters, uint32_t *ret_cluster);

/* Where to cut: below the largest gap between heights, among 2 to `most` clusters. */
size_t cluster_count(const struct merge *merges, size_t count, size_t most);

/* Hierarchical risk parity (Lopez de Prado 2016): the order of the tree, halved again and again; each half gets the share of
 * the other's variance. Single linkage and correlation_distance are the paper's. */
err hierarchical_risk_parity(struct ctx *c, const double *covariance, size_t count, enum linkage how, double *ret_weight);

/* Hierarchical equal risk contribution (Raffinot 2018): halves are those of the tree down to `clusters`, risk is variance,
 * and inside a cluster weights are by inverse variance. clusters 0: cluster_count(). */
err hierarchical_equal_risk(struct ctx *c, const double *covariance, size_t count, enum linkage how, size_t clusters, double *ret_weight);

/* Nested clustered optimisation (Lopez de Prado 2019): minimum variance inside each cluster, then of the clusters. */
err nested_clusters(struct ctx *c, const double *covariance, size_t count, enum linkage how, size_t clusters, double *ret_weight);

/* ---- whole shares ---- */

/* Shares that come near weights of a capital, in millionths of money as everywhere: each rounded down, then one more for
 * whom most of a share is missing, as long as there is money. Shorts are rounded towards 0. Returns what is left. */
int64_t whole_shares(const double *weight, const double *price, size_t count, int64_t capital, uint32_t *order, int64_t *ret_shares);

#endif
