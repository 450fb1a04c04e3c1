#include "model/run.h"
#include "ops/op.h"

#define ASK(X, T)                                                       \
    X(T, TEXT, job,   PLACE | NULLABLE, "only of this job", .max = 64)  \
    X(T, I64,  limit, 0, "how many, the newest first", .min = 1, .max = 10000, .usual = "50")

RECORD(runs_ask, ASK);
SHAPE(runs_ask, ASK);

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct runs_ask *ask = in;
    struct list            found;
    TRY(store_select(c, h->store, &run_shape, "WHERE job = $1 OR $1 IS NULL ORDER BY id DESC LIMIT $2",
                     ARGS(v_text(ask->job), v_int(ask->limit)), &found));
    out->at    = found.at;
    out->count = found.count;
    return OK;
}

const struct op op_runs = {
    .name    = "runs",
    .method  = "GET",
    .path    = "/v1/runs",
    .group   = "jobs",
    .title   = "What the jobs did",
    .about   = "Lists runs with their outcome, duration and the rows they read and wrote, the newest first.",
    .example = "runs --limit 5",
    .in      = &runs_ask_shape,
    .out     = &run_shape,
    .answers = MANY,
    .run     = run,
};
