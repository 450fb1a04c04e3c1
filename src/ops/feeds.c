#include "model/feed.h"
#include "ops/op.h"

#define ASK(X, T)                                                                                   \
    X(T, TEXT,   source,  PLACE | NULLABLE, "only this source", .max = 64)                          \
    X(T, CHOICE, outcome, NULLABLE, "only what went like that when it was last fetched", .choices = fetch_outcomes) \
    X(T, I64,    limit,   0,        "how many, by source and symbol", .min = 1, .max = 1000000, .usual = "100000")

RECORD(feeds_ask, ASK);
SHAPE(feeds_ask, ASK);

#define LINE(X, T)                                                                                                      \
    X(T, TEXT,   source,     0,        "source it is fetched from")                                                     \
    X(T, TEXT,   symbol,     0,        "symbol as the source writes it")                                                \
    X(T, TEXT,   asset,      NULLABLE, "asset its prices go to")                                                        \
    X(T, TIME,   tried,      NULLABLE, "when it was last fetched; null is never")                                       \
    X(T, CHOICE, outcome,    NULLABLE, "how that went: a failure means not measured, never no data", .choices = fetch_outcomes) \
    X(T, TIME,   not_before, NULLABLE, "the source asked to be left alone until then")                                  \
    X(T, TEXT,   detail,     NULLABLE, "what the source said")

RECORD(feed_line, LINE);
SHAPE(feed_line, LINE);

static const char sql[] =
    "SELECT f.source, f.symbol, a.symbol, f.tried, f.outcome, f.not_before, f.detail FROM feed f LEFT JOIN asset a ON a.id = f.asset_id"
    " WHERE (f.source = $1 OR $1 IS NULL) AND (f.outcome = $2 OR $2 IS NULL) ORDER BY f.source, f.symbol LIMIT $3";

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct feeds_ask *ask     = in;
    const char             *outcome = ask->outcome >= 0 ? fetch_outcomes[ask->outcome] : NULL;
    struct list             found;
    TRY(store_query(c, h->store, &feed_line_shape, sql, ARGS(v_text(ask->source), v_text(outcome), v_int(ask->limit)), &found));
    out->at    = found.at;
    out->count = found.count;
    return OK;
}

const struct op op_feeds = {
    .name    = "feeds",
    .method  = "GET",
    .path    = "/v1/feeds",
    .group   = "sources",
    .title   = "What is followed, and how it goes",
    .about   = "Lists each symbol that is followed at a source with the asset its prices go to, when it was last fetched and how that "
               "went, in the words of the source where it refused.",
    .example = "feeds",
    .in      = &feeds_ask_shape,
    .out     = &feed_line_shape,
    .answers = MANY,
    .run     = run,
};
