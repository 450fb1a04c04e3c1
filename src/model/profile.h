/* profile.h - who is advised: what an investor says before an answer is given. An input, not a stage. */
#ifndef MODEL_PROFILE_H
#define MODEL_PROFILE_H

#include "shape/table.h"

enum band { BAND_CONSERVATIVE, BAND_MODERATE, BAND_AGGRESSIVE, BAND_VERY_AGGRESSIVE, BAND_COUNT };
enum market { MARKET_REAL, MARKET_SIMULATED };

extern const char *const bands[];
extern const char *const markets[];

#define PROFILE(X, T)                                                                                                       \
    X(T, TEXT,   profile,  NULLABLE, "investor whose answers are kept, from whom risk, horizon, capital, currency and exclusions come", .max = 64) \
    X(T, F64,    risk,     NULLABLE, "risk tolerance: below 25 conservative, below 60 moderate, below 85 aggressive, else very aggressive", .min = 0, .max = 100, .unless = "profile") \
    X(T, SPAN,   horizon,  NULLABLE, "how long the money can stay invested, such as 18mo or 10y", .unless = "profile")                           \
    X(T, CASH,   capital,  NULLABLE, "money to invest, in the currency of the prices", .min = 1, .max = 1e12, .unless = "profile")               \
    X(T, TEXTS,  exclude,  UPPER,    "symbols never to be proposed")                                                        \
    X(T, TEXTS,  exclude_sector, 0,  "sectors never to be proposed")                                                        \
    X(T, TEXTS,  exclude_class, 0,   "classes of assets never to be proposed, such as crypto")                              \
    X(T, TEXT,   currency, NULLABLE | UPPER, "currency of the capital; assets in others are left out; usual is the commonest one", .max = 12) \
    X(T, DAY,    as_of,    NULLABLE, "use only what was known at the close of that day; usual is the last close of what can be bought") \
    X(T, TIME,   known_at, NULLABLE, "of the state of the store at that instant, corrections that came later undone; usual is its state now")        \
    X(T, CHOICE, market,   0,        "real prices or a simulated market; they are never mixed", .choices = markets, .usual = "real")

MODEL(profile, PROFILE, "who is advised");

#endif
