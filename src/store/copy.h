/* copy.h - a whole installation from one store to another, of the same engine or not, and proof that it arrived. */
#ifndef STORE_COPY_H
#define STORE_COPY_H

#include "base/digest.h"
#include "store/store.h"

/* What a table holds. The digest is of every value in the order of the key, so it is the same on every engine. */
struct holding {
    const char *table;
    int64_t     rows;
    char        digest[DIGEST_SIZE + 1];
};

/* One holding a table; inside a read transaction where others write. */
err store_holdings(struct ctx *c, struct store *s, struct list *ret);

/* Copies all that `from` holds and compares what has arrived, in one transaction of `to`: it is all there or nothing is.
 * ERR_CONFLICT where `to` holds anything already, ERR_STORE where it does not hold the same afterwards. `tell` hears of each table
 * as it begins. Answers what both hold. */
err store_copy(struct ctx *c, struct store *from, struct store *to, void (*tell)(void *arg, const char *table), void *arg, struct list *ret);

#endif
