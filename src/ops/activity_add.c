#include "ops/enter.h"
#include "ops/op.h"

#define ASK(X, T)                                                                                               \
    X(T, TEXT, account, REQUIRED | PLACE, "name of the account", .max = 64)                                     \
    ACTIVITY_SAID(X, T)                                                                                         \
    X(T, TEXT, symbol,  NULLABLE | UPPER, "asset it concerns", .max = 64)                                       \
    ACTIVITY_VALUES(X, T)                                                                                       \
    X(T, I64,  lot,     NULLABLE, "of a sale from named lots: the activity that brought the lot")               \
    X(T, BOOL, add,     0, "enter the asset too where the store does not know it")                              \
    X(T, BOOL, again,   0, "enter it even where the account has one that says just the same")

RECORD(activity_add_ask, ASK);
SHAPE(activity_add_ask, ASK);

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct activity_add_ask *ask = in;
    struct account                 account;
    struct entering                e;
    struct activity               *a;
    TRY(NEW(c, a, 1));
    *a = (struct activity){.day = ask->day, .kind = ask->kind, .asset_id = INT_NONE, .quantity = ask->quantity, .price = ask->price, .amount = ask->amount,
                           .fee = ask->fee, .currency = ask->currency, .note = ask->note, .lot = ask->lot, .removed = TIME_NONE};
    TRY(store_begin(c, h->store));
    TRY(account_find(c, h, ask->account, &account));
    TRY(enter_open(c, h, &account, ask->add, &e));
    TRY(enter_activity(&e, a, slice_of(ask->symbol), ask->again ? INT_NONE : 0, ""));
    TRY(enter_close(&e));
    TRY(store_commit(c, h->store));
    out->at    = a;
    out->count = 1;
    return OK;
}

const struct op op_activity_add = {
    .name    = "activity add",
    .method  = "POST",
    .path    = "/v1/accounts/{account}/activities",
    .group   = "portfolio",
    .title   = "Enter something that happened in an account",
    .about   = "Enters a purchase, a sale, a dividend, a deposit or another activity. The account is replayed with it, and what cannot be, such as a sale "
               "of more than is held, is refused. One that says just the same as another is taken for it, so that a request can be sent again; --again enters both.",
    .example = "activity add demo --day 2018-01-05 --kind buy --symbol JPM --quantity 3 --price 108.34 --fee 1",
    .in      = &activity_add_ask_shape,
    .out     = &activity_shape,
    .answers = ONE,
    .run     = run,
};
