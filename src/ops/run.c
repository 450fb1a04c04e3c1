#include "jobs/job.h"
#include "ops/op.h"

#define ASK(X, T)                                                                           \
    X(T, TEXT, job,   PLACE | NULLABLE, "job to run, due or not", .max = 64)                \
    X(T, BOOL, all,   0,        "every job that is due, in the order of what they read")    \
    X(T, BOOL, force, 0,        "with all: also those that are not due")

RECORD(run_ask, ASK);
SHAPE(run_ask, ASK);

#define LINE(X, T)                                                                              \
    X(T, TEXT,   job,          0,        "job")                                                 \
    X(T, CHOICE, outcome,      0,        "ok, or fresh: nothing was due", .choices = run_outcomes) \
    X(T, I64,    ms,           0,        "how long it took, milliseconds")                      \
    X(T, I64,    rows_read,    0,        "rows it read")                                        \
    X(T, I64,    rows_written, 0,        "rows it wrote")                                       \
    X(T, I64,    id,           NULLABLE, "number of the run in `lumia runs`; null when nothing was due") \
    X(T, TEXT,   note,         NULLABLE, "what it has to say")

RECORD(run_line, LINE);
SHAPE(run_line, LINE);

static err unknown_job(struct ctx *c, const char *name)
{
    struct text known = {.c = c};
    for (const struct job *const *j = jobs; *j; j++) text_print(&known, "%s%s", j == jobs ? "" : ", ", (*j)->name);
    TRY(text_done(&known));
    return fail(c, ERR_NOT_FOUND, "no job '%s'; there is %s", name, known.at);
}

static err run_one(struct ctx *c, const struct house *h, const struct job *j, bool forced, struct run_line *ret)
{
    struct run r;
    TRY(job_run(c, h, j, forced, &r));
    if (r.outcome == RUN_FAILED) return fail(c, ERR_DATA, "the job %s failed: %s", r.job, r.note);
    *ret = (struct run_line){r.job, r.outcome, r.ms, r.rows_read, r.rows_written, r.outcome == RUN_FRESH ? INT_NONE : r.id, r.note};
    return OK;
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct run_ask    *ask = in;
    const struct job *const *order;
    struct run_line         *lines;
    size_t                   count = 0;
    if (!ask->job == !ask->all) return fail(c, ERR_USAGE, "name a job, or say --all");
    TRY(jobs_order(c, &order));
    while (order[count]) count++;
    TRY(NEW(c, lines, count + 1));
    out->at = lines;
    if (ask->job) {
        const struct job *j = job_find(slice_of(ask->job));
        if (!j) return unknown_job(c, ask->job);
        out->count = 1;
        return run_one(c, h, j, true, lines);
    }
    for (; out->count < count; out->count++) TRY(run_one(c, h, order[out->count], ask->force, &lines[out->count]));
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
    .out     = &run_line_shape,
    .answers = MANY,
    .slow    = true,
    .run     = run,
};
