/* mood.h - what is said of an asset, day by day. Written by the job `mood`. */
#ifndef MODEL_MOOD_H
#define MODEL_MOOD_H

#include "shape/table.h"

#define MOOD(X, T)                                                                                                      \
    X(T, I64,  asset_id,   KEY, "asset that is spoken of")                                                              \
    X(T, TEXT, model,      KEY, "scorer that read the articles", .max = 64)                                             \
    X(T, DAY,  first,      0,   "day of the first article")                                                             \
    X(T, DAY,  last,       0,   "day of the last article")                                                              \
    X(T, I64,  articles,   0,   "articles that speak of it")                                                            \
    X(T, DAYS, days,       0,   "days on which there is something to tell, each at its end in UTC; nothing later was used for a value") \
    X(T, F64S, hours_6,    0,   "sentiment with a half-life of 6 hours, -1 to 1; null where next to nothing is left")   \
    X(T, F64S, day_1,      0,   "with a half-life of a day")                                                            \
    X(T, F64S, days_5,     0,   "with a half-life of 5 days")                                                           \
    X(T, F64S, dispersion, 0,   "deviation of the scores around their mean, in the view of 5 days")                     \
    X(T, F64S, buzz,       0,   "how much is said, in deviations from what is usual")                                   \
    X(T, F64S, weight,     0,   "what the view of a day rests on: the sum of its weights")

TABLE(mood, MOOD, "sentiment of assets, day by day");

#endif
