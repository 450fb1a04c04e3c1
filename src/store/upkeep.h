/* upkeep.h - how much a store holds, whether it is whole, and a copy of it in a safe place. */
#ifndef STORE_UPKEEP_H
#define STORE_UPKEEP_H

#include "store/store.h"

struct holding_size {
    const char *table;
    int64_t     bytes;                  /* with its indexes */
};

/* One holding_size a table, by name; only tables of ours. A time series is one, however many its engine makes of it. */
err store_sizes(struct ctx *c, struct store *s, struct list *ret);

/* The rows of a table. */
err store_count(struct ctx *c, struct store *s, const char *table, int64_t *ret);

/* Everything looked at: what the engine can tell of itself, everything that time series have packed, and the bars of every series,
 * counted and compared with what its row says. Answers texts, one a fault, none where all is well. Costs a read of the whole store. */
err store_faults(struct ctx *c, struct store *s, void (*tell)(void *arg, int64_t done, int64_t total), void *arg, struct list *ret);

/* One state of the store, as a file of its own that pool_open() opens; writers go on meanwhile. The file is there whole or not at
 * all, and has been read through. ERR_CONFLICT where one is there already; ERR_REFUSED on an engine that has tools of its own. */
err store_backup(struct ctx *c, struct store *s, const char *path);

/* The other way round: makes `path` the store, which must not be there yet, of a backup that has been read through. */
err store_restore(struct ctx *c, const char *backup, const char *path);

#endif
