#include <stdio.h>
#include <stdlib.h>

#include "base/map.h"
#include "jobs/job.h"
#include "jobs/linking.h"
#include "model/article.h"
#include "model/cluster.h"
#include "nlp/sketch.h"

enum { BATCH = 4096 };

#define SOURCE(X, T)                                                                    \
    X(T, I64,   id,             0,        "article")                                    \
    X(T, TIME,  published,      0,        "when it appeared")                           \
    X(T, TEXT,  key,            0,        "what it is known by")                        \
    X(T, TEXT,  title,          NULLABLE, "headline, of a new one")                     \
    X(T, TEXT,  body,           NULLABLE, "text, of a new one")                         \
    X(T, BYTES, sketch,         0,        "of one that is known")                       \
    X(T, I64,   cluster_id,     NULLABLE, "the head of its cluster, where it is known") \
    X(T, TIME,  head_published, NULLABLE, "when that appeared")                         \
    X(T, TEXT,  head_key,       NULLABLE, "what that is known by")

RECORD(cluster_source, SOURCE);
SHAPE(cluster_source, SOURCE);

struct head {                           /* what a cluster is called after: the oldest, of equally old ones the first by key */
    int64_t     id, published;
    const char *key;
};

static int by_time(const void *a, const void *b)
{
    const struct cluster_source *x = a, *y = b;
    if (x->published != y->published) return x->published < y->published ? -1 : 1;
    return strcmp(x->key, y->key);
}

static bool is_before(const struct head *a, const struct head *b)
{
    if (a->published != b->published) return a->published < b->published;
    return strcmp(a->key, b->key) < 0;
}

static struct head head_of(const struct cluster_source *s)
{
    if (s->cluster_id == INT_NONE) return (struct head){s->id, s->published, s->key};
    return (struct head){s->cluster_id, s->head_published, s->head_key};
}

/* The new ones of a batch, and those within a day of them that are known, in the order of time. */
static err load(struct ctx *c, const struct house *h, int64_t from, struct list *ret, size_t *ret_fresh)
{
    struct list fresh, known;
    TRY(store_query(c, h->store, &cluster_source_shape, "SELECT a.id, a.published, a.key, a.title, a.body, k.sketch, k.cluster_id, NULL, NULL FROM article a"
                    " LEFT JOIN cluster k ON k.article_id = a.id WHERE k.article_id IS NULL AND a.published >= $1 ORDER BY a.published, a.key LIMIT $2",
                    ARGS(v_int(from), v_int(BATCH)), &fresh));
    *ret_fresh = fresh.count;
    *ret       = fresh;
    if (fresh.count == 0) return OK;
    const struct cluster_source *f = fresh.at;
    TRY(store_query(c, h->store, &cluster_source_shape, "SELECT a.id, a.published, a.key, NULL, NULL, k.sketch, k.cluster_id, o.published, o.key FROM article a"
                    " JOIN cluster k ON k.article_id = a.id JOIN article o ON o.id = k.cluster_id WHERE a.published BETWEEN $1 AND $2 AND length(k.sketch) > 0",
                    ARGS(v_int(f[0].published - US_PER_DAY), v_int(f[fresh.count - 1].published + US_PER_DAY)), &known));
    struct cluster_source *all;
    TRY(NEW(c, all, fresh.count + known.count));
    memcpy(all, fresh.at, fresh.count * sizeof *all);
    if (known.count) memcpy(all + fresh.count, known.at, known.count * sizeof *all);
    qsort(all, fresh.count + known.count, sizeof *all, by_time);
    *ret = (struct list){all, fresh.count + known.count};
    return OK;
}

static err items_of(struct ctx *c, const struct cluster_source *all, size_t count, struct sketch_item **ret)
{
    struct sketch_item *items;
    struct sketch      *sketches;
    TRY(NEW(c, items, count));
    TRY(NEW(c, sketches, count));
    for (size_t i = 0; i < count; i++) {
        bool         known = all[i].cluster_id != INT_NONE, any = known && all[i].sketch.count == sizeof *sketches;
        struct slice text;
        if (any) memcpy(&sketches[i], all[i].sketch.at, sizeof *sketches);
        if (!known) {
            TRY(linking_text(c, all[i].title, all[i].body, &text));
            any = sketch_of(text, &sketches[i]);
        }
        items[i] = (struct sketch_item){all[i].published, any ? &sketches[i] : NULL, known ? all[i].cluster_id : 0};
    }
    *ret = items;
    return OK;
}

static err save_one(struct ctx *c, const struct house *h, const struct cluster_source *s, const struct sketch *sketch, int64_t head)
{
    if (s->cluster_id == INT_NONE)
        return store_insert(c, h->store, &cluster_shape, &(struct cluster){s->id, head, {(void *)sketch, sketch ? sizeof *sketch : 0}});
    if (s->cluster_id == head) return OK;
    return store_execute(c, h->store, "UPDATE cluster SET cluster_id = $1 WHERE cluster_id = $2", ARGS(v_int(head), v_int(s->cluster_id)), NULL);
}

/* Clusters that a new article joins become one, under the oldest head: so the same comes out in whatever order they arrive. */
static err cluster_batch(struct ctx *c, const struct house *h, int64_t *from, size_t *ret_count, struct report *report)
{
    struct list         found;
    struct sketch_item *items;
    struct head        *heads;
    size_t             *root;
    int64_t             revision;
    TRY(store_begin_derived(c, h->store));
    TRY(load(c, h, *from, &found, ret_count));
    const struct cluster_source *all = found.at;
    TRY(items_of(c, all, found.count, &items));
    TRY(NEW(c, root, found.count));
    TRY(NEW(c, heads, found.count));
    TRY(sketch_join(c, items, found.count, root));
    for (size_t i = 0; i < found.count; i++) {
        struct head own = head_of(&all[i]), *best = &heads[root[i]];
        if (best->id == 0 || is_before(&own, best)) *best = own;
    }
    for (size_t i = 0; i < found.count; i++) {
        TRY(save_one(c, h, &all[i], items[i].sketch, heads[root[i]].id));
        if (all[i].cluster_id == INT_NONE && all[i].published > *from) *from = all[i].published;
    }
    report->rows_written += (int64_t)*ret_count;
    if (*ret_count) TRY(store_touch(c, h->store, &cluster_shape, &revision));
    return store_commit(c, h->store);
}

static err run(struct ctx *c, const struct house *h, struct report *report)
{
    int64_t from = INT64_MIN, total;
    TRY(store_number(c, h->store, "SELECT count(*) FROM article a LEFT JOIN cluster k ON k.article_id = a.id WHERE k.article_id IS NULL", NO_ARGS, 0, &total));
    for (size_t count = BATCH; count == BATCH;) {
        AUTO_CTX own = {0};                     /* the texts of a batch are let go before the next one */
        ctx_open_part(&own, c);
        err e = cluster_batch(&own, h, &from, &count, report);
        TRY(ctx_end_part(c, &own, e));
        progress(h, "clusters", report->rows_written, total);
    }
    report->rows_read = report->rows_written;
    snprintf(report->note, sizeof report->note, "%lld articles compared", (long long)report->rows_written);
    return OK;
}

const struct job job_cluster = {
    .name   = "cluster",
    .title  = "Articles that tell nearly the same",
    .about  = "Compares each new article with those within a day of it, by MinHash of their pairs of words, and puts those that share about 60 % of them into "
              "one cluster, so that what many repeat is counted once.",
    .reads  = "article",
    .writes = "cluster",
    .run    = run,
};
