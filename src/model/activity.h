/* activity.h - what happened in an account, as its statements say it. Entered by hand or from a file, and never changed:
 * a wrong one is taken out, which is kept too, and entered again. */
#ifndef MODEL_ACTIVITY_H
#define MODEL_ACTIVITY_H

#include "shape/table.h"

enum activity_kind {
    ACTIVITY_BUY, ACTIVITY_SELL, ACTIVITY_DIVIDEND, ACTIVITY_INTEREST, ACTIVITY_FEE, ACTIVITY_TAX, ACTIVITY_DEPOSIT, ACTIVITY_WITHDRAWAL,
    ACTIVITY_SPLIT, ACTIVITY_RECEIVE, ACTIVITY_DELIVER, ACTIVITY_EXCHANGE, ACTIVITY_KIND_COUNT,
};

extern const char *const activity_kinds[];

/* What of an activity is the same wherever it stands: in the store, in a file, in a request. */
#define ACTIVITY_SAID(X, T)                                                                                                     \
    X(T, DAY,    day,        REQUIRED, "day of the trade or of the booking")                                                    \
    X(T, CHOICE, kind,       REQUIRED, "what happened; receive and deliver move units, exchange is one side of a change of currency", .choices = activity_kinds)
#define ACTIVITY_VALUES(X, T)                                                                                                   \
    X(T, F64,    quantity,   NULLABLE, "units, above zero, to a hundred-millionth; of a split the new units per old one", .min = 1e-8, .max = 9e10) \
    X(T, F64,    price,      NULLABLE, "price of a unit as traded", .min = 0, .max = 1e12)                                      \
    X(T, CASH,   amount,     NULLABLE, "money; of a trade before fees, usual is quantity times price; only an exchange may be below zero, where it is given away", .min = -9e11, .max = 9e11) \
    X(T, CASH,   fee,        0,        "fees and taxes of a trade or a dividend, in the same currency", .usual = "0", .min = 0, .max = 9e11) \
    X(T, TEXT,   currency,   NULLABLE | UPPER, "currency of price and money; usual is that of the account", .min = 3, .max = 12) \
    X(T, TEXT,   note,       NULLABLE, "anything", .max = 400)

#define ACTIVITY(X, T)                                                                                                          \
    X(T, I64,    id,         KEY,      "number of the activity in this store")                                                  \
    X(T, I64,    account_id, INDEX | TOGETHER, "account it happened in")                                                        \
    ACTIVITY_SAID(X, T)                                                                                                         \
    X(T, I64,    asset_id,   NULLABLE, "asset it concerns")                                                                     \
    ACTIVITY_VALUES(X, T)                                                                                                       \
    X(T, I64,    lot,        NULLABLE, "of a sale from named lots: the activity that brought the lot")                          \
    X(T, TIME,   removed,    NULLABLE, "when it was taken out again: since then it does not count")                             \
    X(T, TEXT,   digest,     TOGETHER, "what it says, and how many that say the same came before it: a file that comes twice adds nothing", .max = 64)

TABLE(activity, ACTIVITY, "what happened in accounts");

/* Does the kind move units of an asset, and may it name one? */
bool activity_moves_units(int32_t kind);
bool activity_takes_asset(int32_t kind);

/* Notes with fault() whatever of an activity does not go together; `path` is put before the names of its fields. */
void activity_check(struct ctx *c, const struct activity *a, const char *path);

#endif
