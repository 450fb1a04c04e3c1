/* action.h - splits and dividends, on the first day that trades without them. */
#ifndef MODEL_ACTION_H
#define MODEL_ACTION_H

#include "shape/table.h"

enum action_kind { ACTION_SPLIT, ACTION_DIVIDEND };

extern const char *const action_kinds[];

#define ACTION(X, T)                                                                                            \
    X(T, I64,    asset_id,  KEY,  "asset it concerns")                                                          \
    X(T, DAY,    day,       KEY,  "first day that trades without it (ex-date)")                                 \
    X(T, CHOICE, kind,      KEY,  "what it is", .choices = action_kinds)                                        \
    X(T, F64,    value,     0,    "split: new shares per old one; dividend: money per share as then traded")    \
    X(T, TEXT,   source,    0,    "who delivered it", .max = 64)                                                \
    X(T, BOOL,   simulated, 0,    "made by `lumia simulate`")                                                   \
    X(T, TIME,   known_at,  NULLABLE, "when it became known; null is always")

TABLE(action, ACTION, "splits and dividends");

/* What a corrected action said before. */
#define ACTION_REVISION(X, T)                                                                                   \
    X(T, I64,    asset_id,    KEY, "asset it concerns")                                                         \
    X(T, DAY,    day,         KEY, "first day that trades without it (ex-date)")                                \
    X(T, CHOICE, kind,        KEY, "what it is", .choices = action_kinds)                                       \
    X(T, TIME,   replaced_at, KEY, "when the correction became known")                                          \
    X(T, F64,    value,       0,   "its value before the correction")

TABLE(action_revision, ACTION_REVISION, "splits and dividends as they stood before a correction");

#endif
