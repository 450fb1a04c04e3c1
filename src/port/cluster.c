#include <math.h>

#include "port/allocate.h"

void correlation_distance(const double *covariance, size_t count, double *ret_distance)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            double both = sqrt(covariance[i * count + i]) * sqrt(covariance[j * count + j]);
            double rho  = both > 0 ? fmin(1, fmax(-1, covariance[i * count + j] / both)) : 0;
            ret_distance[i * count + j] = ret_distance[j * count + i] = sqrt((1 - rho) / 2);
        }
        ret_distance[i * count + i] = 0;
    }
}

struct forest {
    double   *distance;                 /* between the clusters that are left; a cluster lives in the row of one member */
    uint32_t *size, *chain;             /* size 0: the row is merged away */
    size_t    count, length;            /* of the chain */
};

static double joined(const struct forest *f, size_t a, size_t b, size_t k, enum linkage how)
{
    double da = f->distance[a * f->count + k], db = f->distance[b * f->count + k], d = f->distance[a * f->count + b];
    double na = f->size[a], nb = f->size[b], nk = f->size[k];
    switch (how) {
    case LINKAGE_SINGLE:   return fmin(da, db);
    case LINKAGE_COMPLETE: return fmax(da, db);
    case LINKAGE_AVERAGE:  return (na * da + nb * db) / (na + nb);
    case LINKAGE_WARD:     break;
    }
    return sqrt(((na + nk) * da * da + (nb + nk) * db * db - nk * d * d) / (na + nb + nk));
}

/* The nearest cluster; of equals the one before in the chain, so that a chain ends. */
static size_t nearest(const struct forest *f, size_t a, size_t before)
{
    size_t best = before;
    double near = before < f->count ? f->distance[a * f->count + before] : INFINITY;
    for (size_t k = 0; k < f->count; k++)
        if (k != a && f->size[k] && f->distance[a * f->count + k] < near) near = f->distance[a * f->count + k], best = k;
    return best;
}

/* Follows nearest neighbours until two are each other's; those merge, whatever else is still to come. */
static struct merge next_merge(struct forest *f, enum linkage how)
{
    if (f->length == 0)
        for (size_t k = 0; f->length == 0; k++)
            if (f->size[k]) f->chain[f->length++] = (uint32_t)k;
    for (;;) {
        size_t a = f->chain[f->length - 1], before = f->length > 1 ? f->chain[f->length - 2] : f->count, b = nearest(f, a, before);
        if (b != before) {
            f->chain[f->length++] = (uint32_t)b;
            continue;
        }
        f->length -= 2;
        struct merge m = {(uint32_t)(a < b ? a : b), (uint32_t)(a < b ? b : a), f->size[a] + f->size[b], f->distance[a * f->count + b]};
        for (size_t k = 0; k < f->count; k++)
            if (f->size[k] && k != a && k != b)
                f->distance[m.right * f->count + k] = f->distance[k * f->count + m.right] = joined(f, m.left, m.right, k, how);
        f->size[m.right] = m.size;
        f->size[m.left]  = 0;
        return m;
    }
}

static int by_height(const void *a, const void *b)
{
    double x = ((const struct merge *)a)->height, y = ((const struct merge *)b)->height;
    return (x > y) - (x < y);
}

static uint32_t root_of(uint32_t *parent, uint32_t x)
{
    while (parent[x] != x) x = parent[x] = parent[parent[x]];
    return x;
}

/* Merges name rows so far; sorted by height they name clusters. */
static void label(struct merge *m, size_t count, uint32_t *parent, uint32_t *size)
{
    for (uint32_t i = 0; i < 2 * count; i++) parent[i] = i, size[i] = 1;
    for (size_t k = 0; k + 1 < count; k++) {
        uint32_t a = root_of(parent, m[k].left), b = root_of(parent, m[k].right), made = (uint32_t)(count + k);
        m[k].left  = a < b ? a : b;
        m[k].right = a < b ? b : a;
        parent[a] = parent[b] = made;
        m[k].size = size[made] = size[a] + size[b];
    }
}

err cluster(struct ctx *c, double *distance, size_t count, enum linkage how, struct merge **ret)
{
    struct forest f = {.distance = distance, .count = count};
    struct merge *m;
    uint32_t     *parent, *size;
    TRY(NEW(c, m, count));
    TRY(NEW(c, f.size, count));
    TRY(NEW(c, f.chain, count + 1));
    TRY(NEW(c, parent, 2 * count));
    TRY(NEW(c, size, 2 * count));
    for (size_t i = 0; i < count; i++) {
        f.size[i] = 1;
        for (size_t j = 0; j < i; j++)
            if (isnan(distance[i * count + j])) return fail(c, ERR_DATA, "the distance of assets %zu and %zu is not a number", j, i);
    }
    for (size_t k = 0; k + 1 < count; k++) m[k] = next_merge(&f, how);
    qsort(m, count ? count - 1 : 0, sizeof *m, by_height);
    label(m, count, parent, size);
    *ret = m;
    return OK;
}

/* The stack holds what is still to be unfolded, the leftmost on top; it is the unused end of the order itself. */
void cluster_order(const struct merge *merges, size_t count, uint32_t *ret_order)
{
    size_t done = 0, top = count;
    if (count == 0) return;
    ret_order[--top] = count > 1 ? (uint32_t)(2 * count - 2) : 0;
    while (top < count) {
        uint32_t at = ret_order[top++];
        if (at < count) {
            ret_order[done++] = at;
            continue;
        }
        ret_order[--top] = merges[at - count].right;
        ret_order[--top] = merges[at - count].left;
    }
}

err cluster_cut(struct ctx *c, const struct merge *merges, size_t count, size_t clusters, uint32_t *ret_cluster)
{
    uint32_t *top, *order, *known, next = 0;
    if (clusters == 0 || clusters > count) return fail(c, ERR_INVALID, "%zu assets cannot be cut into %zu clusters", count, clusters);
    TRY(NEW(c, top, 2 * count));
    TRY(NEW(c, order, count));
    TRY(NEW(c, known, 2 * count));
    for (uint32_t i = 0; i < 2 * count; i++) top[i] = i;
    /* From the top down: what stays merged takes the number of the cluster above it. */
    for (size_t k = count - clusters; k-- > 0;) top[merges[k].left] = top[merges[k].right] = top[count + k];
    cluster_order(merges, count, order);
    for (size_t i = 0; i < count; i++) {
        uint32_t *number = &known[top[order[i]]];
        if (*number == 0) *number = ++next;
        ret_cluster[order[i]] = *number - 1;
    }
    return OK;
}

size_t cluster_count(const struct merge *merges, size_t count, size_t most)
{
    size_t best = count < 2 ? count : 2;
    double widest = -INFINITY;
    for (size_t k = 2; k <= most && k < count; k++) {
        double gap = merges[count - k].height - merges[count - k - 1].height;
        if (gap > widest) widest = gap, best = k;
    }
    return best;
}
