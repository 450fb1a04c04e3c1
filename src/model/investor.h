/* investor.h - what an investor has said of themselves: an objective, what they can bear, what they are willing to, what they know,
 * and what they do not want. Versions are kept for ever: advice names the one it was given on. */
#ifndef MODEL_INVESTOR_H
#define MODEL_INVESTOR_H

#include "model/profile.h"

enum goal { GOAL_GROWTH, GOAL_INCOME, GOAL_PRESERVATION, GOAL_PURCHASE, GOAL_RETIREMENT };
enum earnings { EARNINGS_STEADY, EARNINGS_VARYING, EARNINGS_NONE };

extern const char *const goals[], *const earning_kinds[];

enum { TOLERANCE_ITEMS = 13 };

/* Money is of a month where it says so, all of it in `currency`. What is null was not answered. */
#define INVESTOR_SAID(X, T)                                                                                                     \
    X(T, CHOICE, goal,        NULLABLE, "what the money is for", .choices = goals)                                              \
    X(T, CASH,   target,      NULLABLE, "money that is wanted in the end", .min = 1, .max = 9e11)                               \
    X(T, SPAN,   horizon,     NULLABLE, "until the first of it is needed, such as 18mo or 10y")                                 \
    X(T, I64,    spend_years, NULLABLE, "years over which it is then spent; 0 is all at once", .min = 0, .max = 80)             \
    X(T, CASH,   capital,     NULLABLE, "money to invest", .min = 1, .max = 9e11)                                               \
    X(T, CASH,   monthly,     NULLABLE, "added every month; below zero is taken out", .min = -9e8, .max = 9e8)                  \
    X(T, TEXT,   currency,    NULLABLE | UPPER, "currency of all money", .min = 3, .max = 12)                                   \
    X(T, CHOICE, earnings,    NULLABLE, "how income comes", .choices = earning_kinds)                                           \
    X(T, CASH,   income,      NULLABLE, "income of a month, after tax", .min = 0, .max = 9e9)                                   \
    X(T, CASH,   expenses,    NULLABLE, "expenses of a month", .min = 0, .max = 9e9)                                            \
    X(T, CASH,   reserves,    NULLABLE, "money at hand for emergencies, beside the capital", .min = 0, .max = 9e11)             \
    X(T, CASH,   debts,       NULLABLE, "all that is owed, the home aside", .min = 0, .max = 9e11)                              \
    X(T, CASH,   net_worth,   NULLABLE, "all that is owned, the capital too, less all debts", .min = -9e11, .max = 9e11)        \
    X(T, I64,    dependants,  NULLABLE, "people who live on that income beside the investor", .min = 0, .max = 50)              \
    X(T, TEXTS,  knowledge,   0,        "classes that were held before, with years: stock=5, fund=2", .max = 20)                \
    X(T, TEXTS,  exclude,     UPPER,    "symbols never to be proposed")                                                         \
    X(T, TEXTS,  exclude_sector, 0,     "sectors never to be proposed")                                                         \
    X(T, TEXT,   answers,     NULLABLE, "the 13 answers of `lumia questionnaire` as letters, - for one that is open", .min = 13, .max = 13)

#define INVESTOR(X, T)                                                                          \
    X(T, TEXT, name,    0, "what the investor is called here", .max = 64)                       \
    X(T, I64,  version, 0, "1 is the first")                                                    \
    INVESTOR_SAID(X, T)

MODEL(investor, INVESTOR, "an investor, as of one version of what they said");

#define INVESTOR_VERSION(X, T)                                                                  \
    X(T, TEXT, name,     KEY, "investor", .max = 64)                                            \
    X(T, I64,  version,  KEY, "1 is the first")                                                 \
    X(T, TIME, created,  0,   "when it was said")                                               \
    X(T, TEXT, digest,   0,   "SHA-256 of the document", .max = 64)                             \
    X(T, TEXT, document, 0,   "what was said, as JSON", .max = 65536)

TABLE(investor_version, INVESTOR_VERSION, "what investors said of themselves, version by version");

/* Notes with fault() what cannot be, under the names of the fields. */
void investor_check(struct ctx *c, const struct investor *i);

/* Years for which a class was held, from "stock=5"; NaN where it is not said. */
double investor_knows(const struct investor *i, int32_t class);

#endif
