/* house.h - what an op or a job has to work with: one call's share of the process. Owned by the caller of op_answer(). */
#ifndef JOBS_HOUSE_H
#define JOBS_HOUSE_H

#include "model/settings.h"
#include "store/store.h"

struct origin {                         /* where a setting came from */
    const char *where;                  /* "default", "LUMIA_PORT", "--port", "/etc/lumia.conf:3" */
};

struct house {
    struct pool           *pool;
    struct store          *store;       /* leased for this call; NULL for an op that needs none */
    const struct settings *settings;
    const struct origin   *origins;     /* one per field of settings */
    struct snapshots      *snapshots;   /* markets kept in memory between calls; NULL where nothing is kept */
    int64_t                now;         /* the clock, read once at the door */
    bool                   looks_back;  /* prices, splits and dividends are those that the store knew at as_of */
    int64_t                as_of;
    bool                   remote;      /* asked over HTTP: no path of this machine may be opened */
    bool                   has_body;
    struct slice           body;        /* bytes that came with the request, where has_body */
    size_t                 threads;
    void                 (*progress)(void *arg, const char *what, int64_t done, int64_t total);
    void                  *progress_arg;
};

/* The instant of a past state that is asked for, or TIME_NONE for what is known now: see store/as_of.h. */
static inline int64_t house_as_of(const struct house *h) { return h->looks_back ? h->as_of : TIME_NONE; }

/* Shows how far something is; total is 0 when it is not known. */
static inline void progress(const struct house *h, const char *what, int64_t done, int64_t total)
{
    if (h->progress) h->progress(h->progress_arg, what, done, total);
}

#endif
