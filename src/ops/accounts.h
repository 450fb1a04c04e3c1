/* accounts.h - an account with all that is needed to value it: its activities, and prices and rates of what they name. */
#ifndef OPS_ACCOUNTS_H
#define OPS_ACCOUNTS_H

#include "book/worth.h"
#include "jobs/house.h"

/* ERR_NOT_FOUND tells which accounts there are. */
err account_find(struct ctx *c, const struct house *h, const char *name, struct account *ret);

/* The activities of an account up to a day with their assets and splits; no prices. */
err account_book(struct ctx *c, const struct house *h, const struct account *a, int32_t to, struct book_in *ret);

/* Everything replayed: ERR_CONFLICT tells what cannot be. After activities came or went. */
err account_check(struct ctx *c, const struct house *h, const struct account *a);

struct account_ask {
    const char *name;
    int32_t     from, to;               /* DAY_NONE: the first activity; the last day anything of it is known of */
};

struct account_value {
    struct account account;
    struct worth_in in;
    struct worth    worth;
    struct list     notes;              /* TEXTS: what a reader should know */
    bool            simulated;
};

err account_value(struct ctx *c, const struct house *h, const struct account_ask *ask, struct account_value *ret);

#endif
