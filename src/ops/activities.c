#include "ops/accounts.h"
#include "ops/op.h"

#define ASK(X, T)                                                                                   \
    X(T, TEXT, account, REQUIRED | PLACE, "name of the account", .max = 64)                         \
    X(T, TEXT, symbol,  NULLABLE | UPPER, "only those of one asset", .max = 64)                     \
    X(T, DAY,  from,    NULLABLE, "first day")                                                      \
    X(T, DAY,  to,      NULLABLE, "last day")                                                       \
    X(T, I64,  limit,   0, "how many, the newest first", .min = 1, .max = 100000, .usual = "50")

RECORD(activities_ask, ASK);
SHAPE(activities_ask, ASK);

#define LINE(X, T)                                                                                  \
    X(T, I64,    id,       0,        "number of the activity")                                      \
    X(T, DAY,    day,      0,        "day of it")                                                   \
    X(T, CHOICE, kind,     0,        "what happened", .choices = activity_kinds)                    \
    X(T, TEXT,   symbol,   NULLABLE, "asset it concerns")                                           \
    X(T, F64,    quantity, NULLABLE, "units")                                                       \
    X(T, F64,    price,    NULLABLE, "price of a unit")                                             \
    X(T, CASH,   amount,   NULLABLE, "money, where it was said")                                    \
    X(T, CASH,   fee,      0,        "fees")                                                        \
    X(T, TEXT,   currency, NULLABLE, "currency; null is that of the account")                       \
    X(T, I64,    lot,      NULLABLE, "lot that a sale names")                                       \
    X(T, TEXT,   note,     NULLABLE, "what was noted")

RECORD(activity_line, LINE);
SHAPE(activity_line, LINE);

static struct value v_day(int32_t day) { return day == DAY_NONE ? v_text(NULL) : v_int(day); }

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct activities_ask *ask = in;
    struct account               account;
    struct list                  found;
    TRY(account_find(c, h, ask->account, &account));
    TRY(store_query(c, h->store, &activity_line_shape,
                    "SELECT a.id, a.day, a.kind, s.symbol, a.quantity, a.price, a.amount, a.fee, a.currency, a.lot, a.note"
                    " FROM activity a LEFT JOIN asset s ON s.id = a.asset_id WHERE a.account_id = $1 AND a.removed IS NULL AND (s.symbol = $2 OR $2 IS NULL)"
                    " AND (a.day >= $3 OR $3 IS NULL) AND (a.day <= $4 OR $4 IS NULL) ORDER BY a.day DESC, a.id DESC LIMIT $5",
                    ARGS(v_int(account.id), v_text(ask->symbol), v_day(ask->from), v_day(ask->to), v_int(ask->limit)), &found));
    out->at    = found.at;
    out->count = found.count;
    return OK;
}

const struct op op_activities = {
    .name    = "activities",
    .method  = "GET",
    .path    = "/v1/accounts/{account}/activities",
    .group   = "portfolio",
    .title   = "What happened in an account",
    .about   = "Lists what was entered, the newest first.",
    .example = "activities demo --limit 5",
    .in      = &activities_ask_shape,
    .out     = &activity_line_shape,
    .answers = MANY,
    .run     = run,
};
