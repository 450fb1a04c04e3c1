#include "cron/cron.h"
#include "jobs/job.h"
#include "ops/op.h"
#include "store/query.h"

#define ASK(X, T) \
    X(T, BOOL, due, 0, "only those that are due")

RECORD(jobs_ask, ASK);
SHAPE(jobs_ask, ASK);

#define LINE(X, T)                                                                                  \
    X(T, TEXT,   name,    0,        "job")                                                          \
    X(T, TEXT,   reads,   0,        "tables it reads")                                              \
    X(T, TEXT,   writes,  0,        "tables it writes")                                             \
    X(T, TEXT,   every,   NULLABLE, "trigger; null: when what it reads has changed")                \
    X(T, BOOL,   due,     0,        "what it reads has changed since its last good run")            \
    X(T, TIME,   started, NULLABLE, "when it last ran")                                             \
    X(T, CHOICE, outcome, NULLABLE, "how that went", .choices = run_outcomes)                       \
    X(T, TIME,   next,    NULLABLE, "when its trigger fires next")                                  \
    X(T, TEXT,   title,   0,        "what it does")

RECORD(job_line, LINE);
SHAPE(job_line, LINE);

static err line_of(struct ctx *c, const struct house *h, const struct job *j, struct job_line *ret)
{
    struct run  last;
    struct cron trigger;
    bool        ran;
    *ret = (struct job_line){.name = j->name, .reads = j->reads, .writes = j->writes, .every = j->every, .started = TIME_NONE,
                             .outcome = CHOICE_NONE, .next = TIME_NONE, .title = j->title};
    TRY(job_due(c, h, j, &ret->due));
    TRY(query_run_newest(c, h->store, j->name, &last, &ran));
    if (ran) ret->started = last.started, ret->outcome = last.outcome;
    if (!j->every) return OK;
    TRY(cron_read(c, slice_of(j->every), &trigger));
    ret->next = cron_next(&trigger, h->now);
    return OK;
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct jobs_ask   *ask = in;
    const struct job *const *order;
    struct job_line         *lines;
    size_t                   count = 0;
    TRY(jobs_order(c, &order));
    while (order[count]) count++;
    TRY(NEW(c, lines, count));
    for (size_t i = 0; i < count; i++) {
        TRY(line_of(c, h, order[i], &lines[out->count]));
        if (!ask->due || lines[out->count].due) out->count++;
    }
    out->at = lines;
    return OK;
}

const struct op op_jobs = {
    .name    = "jobs",
    .method  = "GET",
    .path    = "/v1/jobs",
    .group   = "jobs",
    .title   = "The jobs, in the order they run",
    .about   = "Lists every stage of work with the tables it reads and writes, its trigger, and whether it is due.",
    .example = "jobs",
    .in      = &jobs_ask_shape,
    .out     = &job_line_shape,
    .answers = MANY,
    .run     = run,
};
