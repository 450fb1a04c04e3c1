#include "jobs/job.h"
#include "ops/op.h"

#define ASK(X, T)                                                                           \
    X(T, TEXT, job,   PLACE | NULLABLE, "job to run, due or not", .max = 64)                \
    X(T, BOOL, all,   0,        "every job that is due, in the order of what they read")    \
    X(T, BOOL, force, 0,        "with all: also those that are not due")

RECORD(run_ask, ASK);
SHAPE(run_ask, ASK);

static err unknown_job(struct ctx *c, const char *name)
{
    struct text known = {.c = c};
    for (const struct job *const *j = jobs; *j; j++) text_print(&known, "%s%s", j == jobs ? "" : ", ", (*j)->name);
    TRY(text_done(&known));
    return fail(c, ERR_NOT_FOUND, "no job '%s'; there is %s", name, known.at);
}

static err failed(struct ctx *c, const struct run *r) { return fail(c, ERR_DATA, "the job %s failed: %s", r->job, r->note); }

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct run_ask    *ask = in;
    const struct job *const *order;
    struct run              *runs;
    size_t                   count = 0;
    if (!ask->job == !ask->all) return fail(c, ERR_USAGE, "name a job, or say --all");
    TRY(jobs_order(c, &order));
    while (order[count]) count++;
    TRY(NEW(c, runs, count + 1));
    out->at = runs;
    if (ask->job) {
        const struct job *j = job_find(slice_of(ask->job));
        if (!j) return unknown_job(c, ask->job);
        out->count = 1;
        TRY(job_run(c, h, j, true, runs));
        return runs->outcome == RUN_FAILED ? failed(c, runs) : OK;
    }
    for (size_t i = 0; i < count; i++) {
        TRY(job_run(c, h, order[i], ask->force, &runs[i]));
        if (runs[i].outcome == RUN_FAILED) return failed(c, &runs[i]);
        out->count++;
    }
    return OK;
}

const struct op op_run = {
    .name    = "run",
    .method  = "POST",
    .path    = "/v1/runs",
    .group   = "jobs",
    .title   = "Run a job now, or all that are due",
    .about   = "Runs a job whether it is due or not, or with --all every job that is due, in the order of what they read. Twice is the same as once. "
               "A job that fails stops the rest, and stands in `lumia runs` with its story.",
    .example = "run signal",
    .in      = &run_ask_shape,
    .out     = &run_shape,
    .answers = MANY,
    .slow    = true,
    .run     = run,
};
