#include "ops/accounts.h"
#include "ops/op.h"

#define ASK(X, T) X(T, I64, id, REQUIRED | PLACE, "number of the activity", .min = 1, .max = 9e15)

RECORD(activity_remove_ask, ASK);
SHAPE(activity_remove_ask, ASK);

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct activity_remove_ask *ask = in;
    struct list                       found, accounts;
    struct activity                  *a;
    int64_t                           revision;
    TRY(store_begin(c, h->store));
    TRY(store_select(c, h->store, &activity_shape, "WHERE id = $1", ARGS(v_int(ask->id)), &found));
    if (found.count == 0) return fail(c, ERR_NOT_FOUND, "no activity %lld", (long long)ask->id);
    a = found.at;
    out->at    = a;
    out->count = 1;
    if (a->removed != TIME_NONE) return OK;
    a->removed = h->now;
    TRY(store_upsert(c, h->store, &activity_shape, a));
    TRY(store_select(c, h->store, &account_shape, "WHERE id = $1", ARGS(v_int(a->account_id)), &accounts));
    if (accounts.count) TRY(account_check(c, h, accounts.at));
    TRY(store_touch(c, h->store, &activity_shape, &revision));
    return store_commit(c, h->store);
}

const struct op op_activity_remove = {
    .name    = "activity remove",
    .method  = "DELETE",
    .path    = "/v1/activities/{id}",
    .group   = "portfolio",
    .title   = "Take an activity out of its account",
    .about   = "Removes what was entered by mistake, and answers what it said; the record of it stays, marked. Refused where the account would not add up without it: a purchase whose units "
               "were sold later, say.",
    .example = "activity remove 8",
    .in      = &activity_remove_ask_shape,
    .out     = &activity_shape,
    .answers = ONE,
    .run     = run,
};
