#include "model/account.h"
#include "ops/op.h"

#define LINE(X, T)                                                                                          \
    X(T, TEXT,   name,       0,        "what it is called")                                                 \
    X(T, TEXT,   currency,   0,        "currency it is counted in")                                         \
    X(T, CHOICE, kind,       0,        "how its gains are taxed", .choices = account_kinds)                 \
    X(T, TEXT,   household,  NULLABLE, "household it belongs to")                                           \
    X(T, I64,    activities, 0,        "activities entered")                                                \
    X(T, DAY,    first,      NULLABLE, "day of the first of them")                                          \
    X(T, DAY,    last,       NULLABLE, "day of the last")

RECORD(account_line, LINE);
SHAPE(account_line, LINE);

#define ASK(X, T) X(T, TEXT, household, NULLABLE, "only those of one household", .max = 64)

RECORD(accounts_ask, ASK);
SHAPE(accounts_ask, ASK);

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct accounts_ask *ask = in;
    struct list                found;
    TRY(store_query(c, h->store, &account_line_shape, "SELECT name, currency, kind, household,"
                    " (SELECT count(*) FROM activity WHERE account_id = account.id AND removed IS NULL),"
                    " (SELECT min(day) FROM activity WHERE account_id = account.id AND removed IS NULL), (SELECT max(day) FROM activity WHERE account_id = account.id AND removed IS NULL)"
                    " FROM account WHERE household = $1 OR $1 IS NULL ORDER BY name", ARGS(v_text(ask->household)), &found));
    out->at    = found.at;
    out->count = found.count;
    return OK;
}

const struct op op_accounts = {
    .name    = "accounts",
    .method  = "GET",
    .path    = "/v1/accounts",
    .group   = "portfolio",
    .title   = "Accounts that are kept",
    .about   = "Lists the accounts with how much is entered in each.",
    .example = "accounts",
    .in      = &accounts_ask_shape,
    .out     = &account_line_shape,
    .answers = MANY,
    .run     = run,
};
