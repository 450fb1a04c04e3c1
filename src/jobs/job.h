/* job.h - a stage of work: what it reads, what it writes, when. One file, one descriptor.
 *
 * The scheduler is make for tables: a job is due when its trigger fires, or when a table it reads has changed since its
 * last good run. Twice is the same as once; killed anywhere, a rerun heals. Every run stands in the ledger `run`. */
#ifndef JOBS_JOB_H
#define JOBS_JOB_H

#include "jobs/house.h"
#include "model/run.h"

enum { JOB_NOTE_SIZE = NOTE_SIZE + 32 };  /* a story and the name of its failure */

struct report {                         /* what a run has to say for itself */
    int64_t rows_read, rows_written;
    char    note[JOB_NOTE_SIZE];
};

struct job {
    const char *name, *title, *about;
    const char *reads, *writes;         /* tables, parted by blanks */
    const char *every;                  /* trigger: a crontab line or "every 10m"; NULL: only when what it reads changes */
    bool        outside;                /* looks at the world: its trigger makes it due, whatever the tables say */
    err (*run)(struct ctx *c, const struct house *h, struct report *report);
};

extern const struct job *const jobs[];  /* NULL-terminated, by name */

const struct job *job_find(struct slice name);

/* The jobs in an order in which each comes after those that write what it reads. ERR_INTERNAL names a cycle. */
err jobs_order(struct ctx *c, const struct job *const **ret);

/* true when a table it reads has changed since its last good run, or it never ran. */
err job_due(struct ctx *c, const struct house *h, const struct job *j, bool *ret);

/* Runs it when it is due or forced, and enters the run into the ledger. A failed run is an answer too: ret->outcome tells,
 * and the story stands in the note; err is only for what kept the ledger itself from being written. */
err job_run(struct ctx *c, const struct house *h, const struct job *j, bool forced, struct run *ret);

#endif
