#include "model/account.h"
#include "ops/op.h"
#include "store/query.h"

#define ASK(X, T)                                                                                                               \
    X(T, TEXT,   name,      REQUIRED | PLACE,  "what it is called", .min = 1, .max = 64)                                        \
    X(T, TEXT,   currency,  REQUIRED | UPPER,  "currency it is counted in, ISO 4217", .min = 3, .max = 12)                      \
    X(T, CHOICE, kind,      0,                 "how its gains are taxed: as they come, at withdrawal, or not at all", .choices = account_kinds, .usual = "taxable") \
    X(T, CHOICE, lots,      0,                 "what a sale takes: the oldest lots, a share of all at their average cost, or the lots it names", .choices = lot_methods, .usual = "fifo") \
    X(T, CHOICE, cash,      0,                 "kept: every deposit is entered; implied: what a purchase lacks counts as paid in that day", .choices = cash_rules, .usual = "kept") \
    X(T, TEXT,   household, NULLABLE,          "accounts of one household are advised together", .max = 64)                      \
    X(T, TEXT,   benchmark, NULLABLE | UPPER,  "asset it is set against", .max = 64)

RECORD(account_new_ask, ASK);
SHAPE(account_new_ask, ASK);

/* `lumia account new` makes one; an account of that name could not be shown. */
static err check_name(struct ctx *c, const char *name)
{
    if (strcmp(name, "new") == 0) return fail(c, ERR_INVALID, "an account cannot be called 'new'");
    for (const char *p = name; *p; p++)
        if (*p == '/' || *p == '?' || *p == '#' || (unsigned char)*p < ' ') return fail(c, ERR_INVALID, "the name of an account has no / ? # and no control characters");
    return OK;
}

static bool same_text(const char *a, const char *b) { return a && b ? strcmp(a, b) == 0 : a == b; }

static bool says_the_same(const struct account *a, const struct account *b)
{
    return same_text(a->currency, b->currency) && a->kind == b->kind && a->lots == b->lots && a->cash == b->cash && same_text(a->household, b->household) &&
           same_text(a->benchmark, b->benchmark);
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct account_new_ask *ask = in;
    struct account               *a;
    struct list                   there;
    struct asset                  benchmark;
    int64_t                       revision;
    TRY(check_name(c, ask->name));
    TRY(NEW(c, a, 1));
    *a = (struct account){.name = ask->name, .currency = ask->currency, .kind = ask->kind, .lots = ask->lots, .cash = ask->cash,
                          .household = ask->household, .benchmark = ask->benchmark, .created = h->now};
    if (ask->benchmark) TRY(query_asset(c, h->store, ask->benchmark, &benchmark));
    TRY(store_begin(c, h->store));
    TRY(store_select(c, h->store, &account_shape, "WHERE name = $1", ARGS(v_text(ask->name)), &there));
    if (there.count && !says_the_same(there.at, a)) return fail(c, ERR_CONFLICT, "there is another account '%s' already", ask->name);
    if (there.count == 0) {
        TRY(store_next_id(c, h->store, &account_shape, &a->id));
        TRY(store_insert(c, h->store, &account_shape, a));
        TRY(store_touch(c, h->store, &account_shape, &revision));
    }
    TRY(store_commit(c, h->store));
    out->at    = there.count ? there.at : a;
    out->count = 1;
    return OK;
}

const struct op op_account_new = {
    .name    = "account new",
    .method  = "POST",
    .path    = "/v1/accounts",
    .group   = "portfolio",
    .title   = "Enter an account",
    .about   = "Makes an account that activities can be entered into: purchases, sales, dividends, deposits and what else its statements tell. Asked twice, it is made once.",
    .example = "account new savings --currency USD --cash implied",
    .in      = &account_new_ask_shape,
    .out     = &account_shape,
    .answers = ONE,
    .run     = run,
};
