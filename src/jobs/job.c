#include "jobs/job.h"

#include <stdio.h>

#include "base/log.h"
#include "store/query.h"

enum { JOBS_MAX = 64 };

const struct job *job_find(struct slice name)
{
    for (const struct job *const *j = jobs; *j; j++)
        if (slice_is(name, (*j)->name)) return *j;
    return NULL;
}

static bool names(const char *list, struct slice name)
{
    for (struct slice rest = slice_of(list); rest.size;)
        if (slice_same(slice_cut(&rest, ' '), name)) return true;
    return false;
}

static bool feeds(const struct job *from, const struct job *to)
{
    for (struct slice rest = slice_of(from->writes); rest.size;) {
        struct slice table = slice_cut(&rest, ' ');
        if (table.size && names(to->reads, table)) return true;
    }
    return false;
}

/* Kahn's algorithm, always taking the first by name that waits for nobody: the order never depends on anything else. */
err jobs_order(struct ctx *c, const struct job *const **ret)
{
    const struct job **order;
    bool               done[JOBS_MAX] = {0};
    size_t             count = 0, placed = 0;
    while (jobs[count]) count++;
    if (count > JOBS_MAX) return fail(c, ERR_INTERNAL, "more than %d jobs", JOBS_MAX);
    TRY(NEW(c, order, count + 1));
    while (placed < count) {
        size_t before = placed;
        for (size_t i = 0; i < count && placed == before; i++) {
            bool waits = done[i];
            for (size_t k = 0; k < count && !waits; k++) waits = !done[k] && k != i && feeds(jobs[k], jobs[i]);
            if (waits) continue;
            done[i]         = true;
            order[placed++] = jobs[i];
        }
        if (placed > before) continue;
        for (size_t i = 0; i < count; i++)
            if (!done[i]) return fail(c, ERR_INTERNAL, "the job '%s' waits for itself", jobs[i]->name);
    }
    *ret = order;
    return OK;
}

err job_due(struct ctx *c, const struct house *h, const struct job *j, bool *ret)
{
    struct run last;
    bool       ran;
    int64_t    newest;
    TRY(query_run_good(c, h->store, j->name, &last, &ran));
    TRY(store_newest(c, h->store, j->reads, &newest));
    *ret = !ran || newest > last.seen;
    return OK;
}

static err enter(struct ctx *c, const struct house *h, struct run *run)
{
    TRY(store_begin(c, h->store));
    TRY(store_next_id(c, h->store, &run_shape, &run->id));
    TRY(store_insert(c, h->store, &run_shape, run));
    return store_commit(c, h->store);
}

static void log_run(const struct run *run)
{
    char note[JOB_NOTE_SIZE + 64];
    log_event(run->outcome == RUN_FAILED ? "job.failed" : "job.done", "job=%s rows_read=%lld rows_written=%lld ms=%lld note=%s", run->job,
              (long long)run->rows_read, (long long)run->rows_written, (long long)run->ms,
              log_quote(note, sizeof note, run->note ? run->note : ""));
}

err job_run(struct ctx *c, const struct house *h, const struct job *j, bool forced, struct run *ret)
{
    bool          due;
    struct report report = {0};
    struct run    run    = {.job = j->name, .started = h->now, .outcome = RUN_FRESH};
    int64_t       began  = time_steady();
    TRY(job_due(c, h, j, &due));
    TRY(store_newest(c, h->store, j->reads, &run.seen));
    if (due || forced) {
        AUTO_CTX own = {0};                                   /* a failed run leaves nothing behind in the caller's ctx */
        ctx_open_part(&own, c);
        err e = j->run(&own, h, &report);
        c->alloc_count = own.alloc_count;
        run.outcome    = e == OK ? RUN_OK : RUN_FAILED;
        if (e != OK) snprintf(report.note, sizeof report.note, "%s: %s", err_name(e), own.note);
        if (e != OK) store_abandon(h->store);
    }
    run.ms           = (time_steady() - began) / 1000;
    run.rows_read    = report.rows_read;
    run.rows_written = report.rows_written;
    if (report.note[0]) TRY(got(run.note = ctx_copy(c, slice_of(report.note))));
    if (run.outcome != RUN_FRESH) {
        TRY(enter(c, h, &run));
        log_run(&run);
    }
    *ret = run;
    return OK;
}
