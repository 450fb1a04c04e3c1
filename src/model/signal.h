/* signal.h - what the signals of src/signals say, over the whole history of each series that gives daily closes. Written by the job `signal`. */
#ifndef MODEL_SIGNAL_H
#define MODEL_SIGNAL_H

#include "model/series.h"

#define SIGNAL_VALUE(X, T)                                                                                          \
    X(T, I64,    series_id,       KEY, "series it was computed from")                                               \
    X(T, TEXT,   name,            KEY, "signal that spoke", .max = 64)                                              \
    X(T, I64,    asset_id,        INDEX, "asset the signal speaks of")                                              \
    X(T, I64,    series_revision, 0,   "state of that series and its actions when it was computed")                 \
    X(T, TEXT,   code,            0,   "program version that computed it", .max = 64)                               \
    X(T, TEXT,   formula,         NULLABLE, "of a formula: digest of the text it was computed from", .max = 64)    \
    X(T, CHOICE, basis,           0,   "prices it was computed from: raw, split or total", .choices = adjusts)      \
    X(T, DAY,    first,           0,   "first day it speaks of")                                                    \
    X(T, DAY,    last,            0,   "last day it speaks of")                                                     \
    X(T, F64,    newest,          NULLABLE, "what it said on the last day")                                         \
    X(T, DAYS,   days,            0,   "closes it speaks of; nothing later was used for a value")                   \
    X(T, F64S,   value,           0,   "what it said at each of them; null where it could not say")

TABLE(signal_value, SIGNAL_VALUE, "signals over the whole history of each series of daily closes");

#endif
