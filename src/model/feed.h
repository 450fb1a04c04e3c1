/* feed.h - what is followed at which source. Written by `lumia follow`; the job `collect` keeps its state. */
#ifndef MODEL_FEED_H
#define MODEL_FEED_H

#include "shape/table.h"

enum fetch_outcome {
    FETCH_OK, FETCH_EMPTY, FETCH_UNKNOWN_SYMBOL, FETCH_THROTTLED, FETCH_NEEDS_KEY, FETCH_CHALLENGE_PAGE, FETCH_GEO_BLOCKED,
    FETCH_SCHEMA_CHANGED, FETCH_UNAVAILABLE,
};

extern const char *const fetch_outcomes[];

#define FEED(X, T)                                                                                              \
    X(T, TEXT,   source,   KEY,      "source it is fetched from", .max = 64)                                    \
    X(T, TEXT,   symbol,   KEY,      "symbol as the source writes it", .max = 64)                               \
    X(T, I64,    asset_id, 0,        "asset its bars go to")                                                    \
    X(T, TIME,   tried,    NULLABLE, "when it was last fetched")                                                \
    X(T, CHOICE, outcome,  NULLABLE, "how that went: a failure means not measured, never no data", .choices = fetch_outcomes) \
    X(T, TIME,   not_before, NULLABLE, "the source asked to be left alone until then")                          \
    X(T, TEXT,   detail,   NULLABLE, "what the source said", .max = 400)

TABLE(feed, FEED, "symbols that are followed at a source");

#endif
