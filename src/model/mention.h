/* mention.h - which assets an article speaks of, and why that is thought. Written by the job `link`. */
#ifndef MODEL_MENTION_H
#define MODEL_MENTION_H

#include "shape/table.h"

extern const char *const evidences[];   /* as enum evidence of nlp/link.h, and "delivered" */

enum { EVIDENCE_DELIVERED = 5 };

#define MENTION(X, T)                                                                                                   \
    X(T, I64,    article_id, KEY,   "article that speaks")                                                              \
    X(T, I64,    asset_id,   KEY | INDEX, "asset it speaks of")                                                         \
    X(T, CHOICE, evidence,   0,     "the strongest reason: a symbol with its exchange, a cashtag, a name, a one-word name, a bare symbol, or delivered with the article", .choices = evidences) \
    X(T, F64,    confidence, 0,     "how sure that is, 0 to 1", .min = 0, .max = 1)                                     \
    X(T, F64,    relevance,  0,     "how much of the article is about it, 0 to 1", .min = 0, .max = 1)                  \
    X(T, I64,    count,      0,     "places it is named at")                                                            \
    X(T, TEXT,   text,       NULLABLE, "how it is written there", .max = 200)

TABLE(mention, MENTION, "assets that articles speak of");

#define LINKED(X, T)                                                                                                    \
    X(T, I64,    article_id, KEY,   "article that was linked")                                                          \
    X(T, TEXT,   universe,   INDEX, "SHA-256 of the symbols and names it was linked against", .max = 64)

TABLE(linked, LINKED, "articles that have been linked to assets");

#endif
