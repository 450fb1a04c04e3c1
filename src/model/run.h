/* run.h - what the jobs did, and the state of the tables that decides whether one is due. */
#ifndef MODEL_RUN_H
#define MODEL_RUN_H

#include "shape/table.h"

enum run_outcome { RUN_OK, RUN_FRESH, RUN_FAILED };

extern const char *const run_outcomes[];

#define RUN(X, T)                                                                                               \
    X(T, I64,    id,           KEY,      "number of the run")                                                   \
    X(T, TEXT,   job,          INDEX,    "job that ran", .max = 64)                                             \
    X(T, TIME,   started,      0,        "when it began")                                                       \
    X(T, I64,    ms,           0,        "how long it took, milliseconds")                                      \
    X(T, CHOICE, outcome,      0,        "ok, fresh (nothing was due) or failed", .choices = run_outcomes)      \
    X(T, I64,    rows_read,    0,        "rows it read")                                                        \
    X(T, I64,    rows_written, 0,        "rows it wrote")                                                       \
    X(T, I64,    seen,         0,        "newest change in the tables it reads, when it began")                 \
    X(T, TEXT,   note,         NULLABLE, "what it has to say, or why it failed", .max = 512)

TABLE(run, RUN, "runs of the jobs");

#define CHANGE(X, T)                                                            \
    X(T, TEXT, name,     KEY, "table", .max = 64)                               \
    X(T, I64,  revision, 0,   "last change of the store that touched it")

TABLE(change, CHANGE, "which change of the store touched each table last");

#endif
