/* account.h - where somebody keeps what they own: money and units at one bank or broker. */
#ifndef MODEL_ACCOUNT_H
#define MODEL_ACCOUNT_H

#include "shape/table.h"

enum account_kind { ACCOUNT_TAXABLE, ACCOUNT_DEFERRED, ACCOUNT_FREE };

/* Which of several lots a sale takes. */
enum lot_method { LOTS_FIFO, LOTS_AVERAGE, LOTS_NAMED };

/* Whether every deposit is entered, or one is implied wherever a purchase takes more money than there is. */
enum cash_rule { CASH_KEPT, CASH_IMPLIED };

extern const char *const account_kinds[], *const lot_methods[], *const cash_rules[];

#define ACCOUNT(X, T)                                                                                                           \
    X(T, I64,    id,        KEY,               "number of the account in this store")                                           \
    X(T, TEXT,   name,      UNIQUE | REQUIRED | PLACE, "what it is called", .min = 1, .max = 64)                                \
    X(T, TEXT,   currency,  REQUIRED | UPPER,  "currency it is counted in, ISO 4217", .min = 3, .max = 12)                      \
    X(T, CHOICE, kind,      0,                 "how its gains are taxed: as they come, at withdrawal, or not at all", .choices = account_kinds, .usual = "taxable") \
    X(T, CHOICE, lots,      0,                 "what a sale takes: the oldest lots, a share of all at their average cost, or the lots it names", .choices = lot_methods, .usual = "fifo") \
    X(T, CHOICE, cash,      0,                 "kept: every deposit is entered; implied: what a purchase lacks counts as paid in that day", .choices = cash_rules, .usual = "kept") \
    X(T, TEXT,   household, NULLABLE,          "accounts of one household are advised together", .max = 64)                      \
    X(T, TEXT,   benchmark, NULLABLE | UPPER,  "asset it is set against", .max = 64)                                             \
    X(T, TIME,   created,   NULLABLE,          "when it was entered here")

TABLE(account, ACCOUNT, "accounts whose activities are kept");

#endif
