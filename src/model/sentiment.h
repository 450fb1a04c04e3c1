/* sentiment.h - what a text says of its subject: the labels, and what the job `score` keeps of each article. */
#ifndef MODEL_SENTIMENT_H
#define MODEL_SENTIMENT_H

#include "shape/table.h"

extern const char *const sentiments[];          /* "negative", "neutral", "positive": as enum label of nlp/scorer.h */

#define SENTIMENT(X, T)                                                                                             \
    X(T, I64,    article_id, KEY, "article it speaks of")                                                           \
    X(T, TEXT,   model,      KEY, "scorer that spoke", .max = 64)                                                   \
    X(T, TEXT,   digest,     0,   "SHA-256 of the scorer's name and the lists it rests on", .max = 64)              \
    X(T, F64,    score,      NULLABLE, "mean of its sentences, -1 to 1; null where it has none", .min = -1, .max = 1) \
    X(T, F64,    neg,        NULLABLE, "share of the text that is negative", .min = 0, .max = 1)                    \
    X(T, F64,    neu,        NULLABLE, "share of the text that is neutral", .min = 0, .max = 1)                     \
    X(T, F64,    pos,        NULLABLE, "share of the text that is positive", .min = 0, .max = 1)                    \
    X(T, CHOICE, label,      0,   "what it comes to", .choices = sentiments)                                        \
    X(T, I64,    sentences,  0,   "sentences that were read")

TABLE(sentiment, SENTIMENT, "sentiment of articles");

#endif
