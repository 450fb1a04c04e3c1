#include "model/article.h"
#include "model/mention.h"
#include "model/sentiment.h"
#include "ops/op.h"
#include "store/query.h"

#define ASK(X, T)                                                                                                   \
    X(T, TEXT, asset, PLACE | NULLABLE | UPPER, "only what speaks of this asset", .max = 64)                        \
    X(T, DAY,  from,  NULLABLE, "first day")                                                                        \
    X(T, DAY,  to,    NULLABLE, "last day")                                                                         \
    X(T, TEXT, text,  NULLABLE, "only what has this in its title or text", .max = 200)                              \
    X(T, TEXT, model, 0,        "scorer whose sentiment is shown", .max = 64, .usual = "vader-finance")             \
    X(T, I64,  limit, 0,        "how many, the newest first", .min = 1, .max = 100000, .usual = "50")

RECORD(news_ask, ASK);
SHAPE(news_ask, ASK);

#define LINE(X, T)                                                                                                  \
    X(T, I64,    id,        0,        "number of the article")                                                      \
    X(T, TIME,   published, 0,        "when it appeared")                                                           \
    X(T, TEXT,   source,    0,        "who published it")                                                           \
    X(T, TEXTS,  assets,    0,        "symbols it speaks of, the most relevant first")                              \
    X(T, F64,    score,     NULLABLE, "its sentiment, -1 to 1; null until the job `score` has read it")             \
    X(T, CHOICE, label,     NULLABLE, "what that comes to", .choices = sentiments)                                  \
    X(T, I64,    copies,    NULLABLE, "articles that tell nearly the same, itself counted; null until the job `cluster` has read it") \
    X(T, TEXT,   title,     0,        "headline, or the beginning of the text")                                     \
    X(T, TEXT,   url,       NULLABLE, "address")

RECORD(news_line, LINE);
SHAPE(news_line, LINE);

static const char SELECT[] =
    "SELECT a.id, a.published, a.source, NULL, t.score, t.label,"
    " (SELECT count(*) FROM cluster k WHERE k.cluster_id = (SELECT cluster_id FROM cluster WHERE article_id = a.id) HAVING count(*) > 0),"
    " coalesce(a.title, substr(a.body, 1, 140)), a.url"
    " FROM article a LEFT JOIN sentiment t ON t.article_id = a.id AND t.model = $1"
    " WHERE (EXISTS (SELECT 1 FROM mention m WHERE m.article_id = a.id AND m.asset_id = $2) OR $2 IS NULL)"
    " AND (a.published >= $3 OR $3 IS NULL) AND (a.published < $4 OR $4 IS NULL)"
    " AND (instr(lower(coalesce(a.title, '') || ' ' || coalesce(a.body, '')), lower($5)) > 0 OR $5 IS NULL)"
    " ORDER BY a.published DESC, a.id DESC LIMIT $6";

#define SYMBOL(X, T) \
    X(T, TEXT, symbol, 0, "symbol of an asset")

RECORD(news_symbol, SYMBOL);
SHAPE(news_symbol, SYMBOL);

static err symbols_of(struct ctx *c, const struct house *h, int64_t article, struct list *ret)
{
    struct list  found;
    const char **symbols;
    TRY(store_query(c, h->store, &news_symbol_shape, "SELECT s.symbol FROM mention m JOIN asset s ON s.id = m.asset_id WHERE m.article_id = $1"
                    " ORDER BY m.relevance DESC, s.symbol", ARGS(v_int(article)), &found));
    TRY(NEW(c, symbols, found.count));
    for (size_t i = 0; i < found.count; i++) symbols[i] = ((struct news_symbol *)found.at)[i].symbol;
    *ret = (struct list){symbols, found.count};
    return OK;
}

static struct value v_from(int32_t day, int32_t shift) { return day == DAY_NONE ? v_text(NULL) : v_int(time_of_day(day + shift)); }

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct news_ask *ask   = in;
    struct value           asset = v_text(NULL);
    struct list            found;
    if (ask->asset) {
        struct asset a;
        TRY(query_asset(c, h->store, ask->asset, &a));
        asset          = v_int(a.id);
        out->simulated = a.simulated;
    }
    TRY(store_query(c, h->store, &news_line_shape, SELECT,
                    ARGS(v_text(ask->model), asset, v_from(ask->from, 0), v_from(ask->to, 1), v_text(ask->text), v_int(ask->limit)), &found));
    struct news_line *lines = found.at;
    for (size_t i = 0; i < found.count; i++) TRY(symbols_of(c, h, lines[i].id, &lines[i].assets));
    out->at    = lines;
    out->count = found.count;
    return OK;
}

const struct op op_news = {
    .name    = "news",
    .method  = "GET",
    .path    = "/v1/news",
    .group   = "news",
    .title   = "News, the newest first",
    .about   = "Lists articles with the assets they speak of, their sentiment and how many tell nearly the same, as far as the jobs `link`, `score` and "
               "`cluster` have read them.",
    .example = "news AAPL --limit 5",
    .in      = &news_ask_shape,
    .out     = &news_line_shape,
    .answers = MANY,
    .run     = run,
};
