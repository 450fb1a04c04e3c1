#include <math.h>
#include <stdio.h>

#include "jobs/job.h"
#include "jobs/linking.h"
#include "jobs/scoring.h"
#include "model/article.h"
#include "model/sentiment.h"

enum { BATCH = 2048 };

#define SOURCE(X, T)                                \
    X(T, I64,  id,    0,        "article")          \
    X(T, TEXT, title, NULLABLE, "headline")         \
    X(T, TEXT, body,  NULLABLE, "text")

RECORD(score_source, SOURCE);
SHAPE(score_source, SOURCE);

/* A text past what is read at once is read up to there, at the end of a code point. */
static struct slice readable(struct slice text)
{
    if (text.size <= SCORER_TEXT_SIZE_MAX) return text;
    text.size = SCORER_TEXT_SIZE_MAX;
    while (text.size > 0 && (text.at[text.size] & 0xc0) == 0x80) text.size--;
    return text;
}

static err score_one(struct ctx *c, const struct house *h, const struct scorer_open *scorer, struct vader_desk *desk, const struct score_source *a)
{
    struct slice   text;
    struct reading r;
    TRY(linking_text(c, a->title, a->body, &text));
    TRY(scorer_read(scorer, desk, readable(text), false, &r));
    return store_insert(c, h->store, &sentiment_shape, &(struct sentiment){a->id, scorer->scorer->name, scorer->digest, r.all.score, r.all.neg, r.all.neu,
                                                                           r.all.pos, (int32_t)r.all.label, (int64_t)r.count});
}

/* One transaction: killed anywhere, the next run goes on behind the last batch, and nothing is scored twice. */
static err score_batch(struct ctx *c, const struct house *h, const struct scorer_open *scorer, int64_t *cursor, size_t *ret_count)
{
    struct list       found;
    struct vader_desk desk = {.c = c};
    int64_t           revision;
    TRY(store_begin_derived(c, h->store));
    TRY(store_query(c, h->store, &score_source_shape, "SELECT a.id, a.title, a.body FROM article a LEFT JOIN sentiment s ON s.article_id = a.id AND s.model = $1"
                    " WHERE a.id > $2 AND s.article_id IS NULL ORDER BY a.id LIMIT $3", ARGS(v_text(scorer->scorer->name), v_int(*cursor), v_int(BATCH)), &found));
    const struct score_source *a = found.at;
    for (size_t i = 0; i < found.count; i++) TRY(score_one(c, h, scorer, &desk, &a[i]));
    if (found.count) {
        *cursor = a[found.count - 1].id;
        TRY(store_touch(c, h->store, &sentiment_shape, &revision));
    }
    *ret_count = found.count;
    return store_commit(c, h->store);
}

static err run(struct ctx *c, const struct house *h, struct report *report)
{
    struct scorer_open scorer;
    int64_t            cursor = 0, total, stale;
    TRY(scoring_open(c, h, h->settings->scorer, CHOICE_NONE, &scorer));
    TRY(store_number(c, h->store, "SELECT count(*) FROM article", NO_ARGS, 0, &total));
    TRY(store_number(c, h->store, "SELECT count(*) FROM sentiment WHERE model = $1 AND digest <> $2", ARGS(v_text(scorer.scorer->name), v_text(scorer.digest)), 0,
                     &stale));
    for (size_t count = BATCH; count == BATCH;) {
        AUTO_CTX own = {0};                     /* the texts of a batch are let go before the next one */
        ctx_open_part(&own, c);
        err e = score_batch(&own, h, &scorer, &cursor, &count);
        TRY(ctx_end_part(c, &own, e));
        report->rows_read += (int64_t)count;
        progress(h, "sentiment", report->rows_read, total);
    }
    report->rows_written = report->rows_read;
    snprintf(report->note, sizeof report->note, "%lld articles scored by %s%s", (long long)report->rows_read, scorer.scorer->name,
             stale ? "; some were scored with other lists of words" : "");
    return OK;
}

const struct job job_score = {
    .name   = "score",
    .title  = "Sentiment of articles",
    .about  = "Reads each article once with the scorer of the setting `scorer`, sentence by sentence, and keeps what it comes to with a digest of the scorer "
              "and its lists of words.",
    .reads  = "article",
    .writes = "sentiment",
    .run    = run,
};
