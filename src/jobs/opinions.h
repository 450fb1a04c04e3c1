/* opinions.h - what the articles of the store say of one asset, weighed: the items of nlp/mood.h, in the order of their time. */
#ifndef JOBS_OPINIONS_H
#define JOBS_OPINIONS_H

#include "jobs/house.h"
#include "nlp/mood.h"

#define OPINION(X, T)                                                                       \
    X(T, I64,  article_id, 0,        "article")                                             \
    X(T, TIME, published,  0,        "when it appeared")                                    \
    X(T, TEXT, source,     0,        "who published it")                                    \
    X(T, F64,  relevance,  0,        "how much of it is about the asset")                   \
    X(T, I64,  cluster_id, 0,        "the oldest of those that tell nearly the same")       \
    X(T, F64,  score,      0,        "its sentiment")                                       \
    X(T, F64,  neg,        NULLABLE, "share or probability of negative")                    \
    X(T, F64,  neu,        NULLABLE, "share or probability of neutral")                     \
    X(T, F64,  pos,        NULLABLE, "share or probability of positive")

RECORD(opinion, OPINION);

struct opinions {
    const struct opinion *opinion;
    struct mood_item     *item;         /* one each */
    size_t                count;
};

/* Those that appeared up to an instant, as the scorer `model` read them. */
err opinions_load(struct ctx *c, const struct house *h, int64_t asset_id, const char *model, int64_t until, struct opinions *ret);

#endif
