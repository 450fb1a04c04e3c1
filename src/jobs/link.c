#include <stdio.h>

#include "jobs/job.h"
#include "jobs/linking.h"
#include "model/article.h"
#include "model/mention.h"

enum { BATCH = 2048 };

static const double DELIVERED_CONFIDENCE = 0.9, DELIVERED_RELEVANCE = 0.5, LISTED_RELEVANCE = 0.2;

enum { LISTED = 5 };                    /* symbols past which a delivery is a list, and about none of them */

#define TEXT_OF(X, T)                                           \
    X(T, I64,   id,        0,        "article")                 \
    X(T, TIME,  published, 0,        "when it appeared")        \
    X(T, TEXT,  title,     NULLABLE, "headline")                \
    X(T, TEXT,  body,      NULLABLE, "text")                    \
    X(T, TEXTS, symbols,   0,        "symbols that came with it")

RECORD(link_source, TEXT_OF);
SHAPE(link_source, TEXT_OF);

static err save_mention(struct ctx *c, const struct house *h, const struct linking *all, int64_t article, const struct link_total *t, int32_t evidence)
{
    char *text = t->text.size && t->text.size <= LINK_NAME_SIZE_MAX ? ctx_copy(c, t->text) : NULL;
    return store_insert(c, h->store, &mention_shape, &(struct mention){article, all->asset[t->asset].id, evidence, t->confidence, t->relevance,
                                                                       (int64_t)t->count, text});
}

/* Symbols that came with the article and do not stand in its text. */
static err save_delivered(struct ctx *c, const struct house *h, const struct linking *all, const struct link_source *a,
                          const struct link_total *totals, size_t total_count, struct report *report)
{
    const char *const *symbol = a->symbols.at;
    bool              *seen;
    TRY(NEW(c, seen, all->count));
    for (size_t k = 0; k < total_count; k++) seen[totals[k].asset] = true;
    for (size_t i = 0; i < a->symbols.count; i++) {
        struct link_total t = {.confidence = DELIVERED_CONFIDENCE, .relevance = a->symbols.count > LISTED ? LISTED_RELEVANCE : DELIVERED_RELEVANCE};
        if (!link_symbol(all->universe, slice_of(symbol[i]), day_of_time(a->published), &t.asset) || seen[t.asset]) continue;
        seen[t.asset] = true;
        if (a->symbols.count == 1 && total_count == 0) t.relevance = 1;
        TRY(save_mention(c, h, all, a->id, &t, EVIDENCE_DELIVERED));
        report->rows_written++;
    }
    return OK;
}

static err link_one(struct ctx *c, const struct house *h, const struct linking *all, struct link_desk *desk, const struct link_source *a, struct report *report)
{
    struct slice       text;
    struct link_total *totals;
    size_t             count;
    TRY(linking_text(c, a->title, a->body, &text));
    TRY(link_text(all->universe, desk, text, day_of_time(a->published)));
    TRY(link_totals(c, desk, text, a->title ? strlen(a->title) : 0, &totals, &count));
    TRY(store_execute(c, h->store, "DELETE FROM mention WHERE article_id = $1", ARGS(v_int(a->id)), NULL));
    for (size_t i = 0; i < count; i++) TRY(save_mention(c, h, all, a->id, &totals[i], (int32_t)totals[i].evidence));
    report->rows_written += (int64_t)count;
    if (a->symbols.count) TRY(save_delivered(c, h, all, a, totals, count, report));
    return store_upsert(c, h->store, &linked_shape, &(struct linked){a->id, all->digest});
}

/* One transaction: killed anywhere, the next run goes on behind the last batch. */
static err link_batch(struct ctx *c, const struct house *h, const struct linking *all, int64_t *cursor, size_t *ret_count, struct report *report)
{
    struct list      found;
    struct link_desk desk = {.c = c};
    int64_t          revision;
    TRY(store_begin_derived(c, h->store));
    TRY(store_query(c, h->store, &link_source_shape, "SELECT a.id, a.published, a.title, a.body, a.symbols FROM article a"
                    " LEFT JOIN linked l ON l.article_id = a.id WHERE a.id > $1 AND (l.universe IS NULL OR l.universe <> $2) ORDER BY a.id LIMIT $3",
                    ARGS(v_int(*cursor), v_text(all->digest), v_int(BATCH)), &found));
    const struct link_source *a = found.at;
    for (size_t i = 0; i < found.count; i++) TRY(link_one(c, h, all, &desk, &a[i], report));
    if (found.count) {
        *cursor = a[found.count - 1].id;
        TRY(store_touch(c, h->store, &mention_shape, &revision));
    }
    report->rows_read += (int64_t)found.count;
    *ret_count = found.count;
    return store_commit(c, h->store);
}

static err run(struct ctx *c, const struct house *h, struct report *report)
{
    struct linking all;
    int64_t        cursor = 0, total;
    TRY(linking_open(c, h, &all));
    TRY(store_number(c, h->store, "SELECT count(*) FROM article", NO_ARGS, 0, &total));
    for (size_t count = BATCH; count == BATCH;) {
        AUTO_CTX own = {0};                     /* the texts of a batch are let go before the next one */
        ctx_open_part(&own, c);
        err e = link_batch(&own, h, &all, &cursor, &count, report);
        TRY(ctx_end_part(c, &own, e));
        progress(h, "links", report->rows_read, total);
    }
    snprintf(report->note, sizeof report->note, "%lld articles linked to %zu assets, %lld mentions", (long long)report->rows_read, all.count,
             (long long)report->rows_written);
    return OK;
}

const struct job job_link = {
    .name   = "link",
    .title  = "Assets that articles speak of",
    .about  = "Links each article to the real assets of the store, by what stands in it and by the symbols that came with it. An article is linked once, and "
              "again when an asset is added or described anew.",
    .reads  = "article asset",
    .writes = "mention linked",
    .run    = run,
};
