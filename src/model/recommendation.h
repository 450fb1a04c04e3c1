/* recommendation.h - a personal recommendation, with all that is needed to defend it. It holds no clock: the same inputs
 * give the same bytes. What is kept of it is the document itself, known by its digest. */
#ifndef MODEL_RECOMMENDATION_H
#define MODEL_RECOMMENDATION_H

#include "model/asset.h"
#include "model/profile.h"
#include "model/series.h"

enum advice_kind { ADVICE_ALLOCATE, ADVICE_INSUFFICIENT };

extern const char *const advice_kinds[];
extern const char *const exclusion_reasons[];

enum exclusion_reason {
    LEFT_EXCLUDED, LEFT_SECTOR, LEFT_CLASS, LEFT_CURRENCY, LEFT_NO_BARS, LEFT_STALE, LEFT_SHORT_HISTORY, LEFT_NO_SIGNALS,
    LEFT_SIGNALS_STALE, LEFT_RAW_PRICES, LEFT_TOO_VOLATILE, LEFT_BROKEN_PRICES,
};

#define REASON(X, T)                                                                                            \
    X(T, TEXT, signal,       0,        "signal that speaks", .max = 64)                                         \
    X(T, F64,  value,        NULLABLE, "what it said at the close of as_of")                                    \
    X(T, F64,  score,        0,        "where that stands among the candidates, in deviations from their middle") \
    X(T, F64,  weight,       0,        "how much the policy listens to it for this investor")                   \
    X(T, F64,  contribution, 0,        "score times weight; the contributions add up to the score of the position") \
    X(T, TEXT, text,         0,        "the same in words", .max = 400)

MODEL(reason, REASON, "one exact part of a score");

#define POSITION(X, T)                                                                                          \
    X(T, TEXT,   symbol,     0,        "what to hold", .max = 64)                                               \
    X(T, TEXT,   name,       NULLABLE, "its name", .max = 200)                                                  \
    X(T, CHOICE, class,      0,        "kind of asset", .choices = asset_classes)                               \
    X(T, TEXT,   sector,     0,        "its sector, or unknown", .max = 80)                                     \
    X(T, F64,    weight,     0,        "share of the capital", .min = 0, .max = 1, .unit = "%")                 \
    X(T, CASH,   amount,     0,        "money to hold in it")                                                   \
    X(T, I64,    rank,       0,        "place among the candidates by score, the best is 1")                    \
    X(T, F64,    score,      0,        "sum of the contributions")                                              \
    X(T, F64,    price,      0,        "close of price_day, in the basis of its series")                        \
    X(T, DAY,    price_day,  0,        "day of that close")                                                     \
    X(T, F64,    volatility, 0,        "deviation of its daily returns over the risk window, per year", .unit = "%") \
    X(T, F64,    risk_share, 0,        "its share of the variance of the portfolio", .unit = "%")               \
    X(T, CHOICE, basis,      0,        "adjustment of the prices that were used", .choices = adjusts)           \
    X(T, TEXT,   limited_by, NULLABLE, "limit that holds its weight down", .max = 120)                           \
    X(T, TEXT,   why,        0,        "the strongest reasons in one sentence", .max = 600)                     \
    X(T, LIST,   reasons,    0,        "every part of its score", .of = &reason_shape)

MODEL(position, POSITION, "one holding that is proposed");

#define EXCLUSION(X, T)                                                                                         \
    X(T, TEXT,   symbol, 0, "asset that was left out", .max = 64)                                               \
    X(T, CHOICE, reason, 0, "why", .choices = exclusion_reasons)                                                \
    X(T, TEXT,   detail, 0, "what was found, and the limit", .max = 400)

MODEL(exclusion, EXCLUSION, "an asset that was left out, and why");

#define LINEAGE(X, T)                                                                                           \
    X(T, TEXT, dataset, 0,        "what was read", .max = 64)                                                   \
    X(T, I64,  rows,    0,        "values of it")                                                               \
    X(T, DAY,  first,   NULLABLE, "oldest day among them")                                                      \
    X(T, DAY,  last,    NULLABLE, "newest day among them")                                                      \
    X(T, TEXT, digest,  0,        "SHA-256 of them", .max = 64)

MODEL(lineage, LINEAGE, "data that an answer rests on");

#define RECOMMENDATION(X, T)                                                                                            \
    X(T, TEXT,   id,               0,        "SHA-256 of this document with an empty id", .max = 64)                         \
    X(T, CHOICE, kind,             0,        "allocate, or insufficient when too little is known", .choices = advice_kinds) \
    X(T, BOOL,   simulated,        0,        "rests on a simulated market: not advice about real things")               \
    X(T, DAY,    as_of,            NULLABLE, "nothing after the close of this day was used")                            \
    X(T, TIME,   known_at,         NULLABLE, "what the store knew at this instant was used; null is when it was first given")   \
    X(T, F64,    risk,             0,        "risk that is to be borne, 0 to 100: as given, or the budget of the profile") \
    X(T, CHOICE, band,             0,        "risk band that was applied", .choices = bands)                            \
    X(T, TEXT,   binding,          0,        "what decided the band: tolerance, horizon, capacity or knowledge", .max = 40)                  \
    X(T, TEXT,   profile,          NULLABLE, "investor whose answers it rests on; null where risk, horizon and capital were just given", .max = 64) \
    X(T, I64,    profile_version,  NULLABLE, "version of those answers")                                                \
    X(T, TEXT,   profile_digest,   NULLABLE, "SHA-256 of them", .max = 64)                                              \
    X(T, F64,    capacity,         NULLABLE, "what the investor can bear, 0 to 100")                                    \
    X(T, F64,    tolerance,        NULLABLE, "what the investor is willing to bear, 0 to 100")                          \
    X(T, F64,    horizon_cap,      NULLABLE, "what the time allows, 0 to 100")                                          \
    X(T, F64,    knowledge_cap,    NULLABLE, "what experience allows, 0 to 100")                                        \
    X(T, SPAN,   horizon,          0,        "horizon as given")                                                        \
    X(T, CASH,   capital,          0,        "capital as given")                                                        \
    X(T, TEXT,   currency,         NULLABLE, "currency of capital and amounts; null is unknown", .max = 12)             \
    X(T, TEXTS,  exclude,          0,        "symbols that were not to be proposed")                                    \
    X(T, TEXTS,  exclude_sector,   0,        "sectors that were not to be proposed")                                    \
    X(T, TEXTS,  exclude_class,    0,        "classes that were not to be proposed")                                    \
    X(T, F64,    invested_weight,  NULLABLE, "share of the capital in positions", .unit = "%")                          \
    X(T, F64,    cash_weight,      NULLABLE, "share that stays in cash", .unit = "%")                                   \
    X(T, CASH,   cash_amount,      NULLABLE, "money that stays in cash")                                                \
    X(T, F64,    volatility,       NULLABLE, "deviation of the yearly return of the whole, cash included, from the covariance of daily returns", .unit = "%") \
    X(T, F64,    volatility_limit, NULLABLE, "what the policy allows this investor", .unit = "%")                       \
    X(T, F64,    volatility_undiversified, NULLABLE, "what it would be if all positions moved together", .unit = "%")   \
    X(T, F64,    worst_drawdown,   NULLABLE, "deepest fall of these weights, held constant, over the risk window", .unit = "%") \
    X(T, I64,    considered,       0,        "assets in the market")                                                    \
    X(T, I64,    candidates,       0,        "assets that passed every rule and were scored")                           \
    X(T, TEXT,   policy,           0,        "policy that decided", .max = 64)                                          \
    X(T, TEXT,   policy_digest,    0,        "SHA-256 of its numbers", .max = 64)                                       \
    X(T, TEXT,   program,          0,        "program that computed it", .max = 64)                                     \
    X(T, LIST,   positions,        0,        "what to hold, the largest first", .of = &position_shape)                  \
    X(T, LIST,   excluded,         0,        "what was left out, and why", .of = &exclusion_shape, .max = 10000000)                      \
    X(T, LIST,   data,             0,        "data it rests on", .of = &lineage_shape)                                  \
    X(T, TEXTS,  missing,          0,        "what is missing for an answer, and the command that would bring it")      \
    X(T, TEXTS,  notes,            0,        "what a reader should know")

MODEL(recommendation, RECOMMENDATION, "a personal recommendation");

#define ADVICE(X, T)                                                                                    \
    X(T, TEXT,   id,        KEY,      "SHA-256 of the document", .max = 64)                             \
    X(T, TIME,   created,   INDEX,    "when it was first given")                                        \
    X(T, CHOICE, kind,      0,        "allocate or insufficient", .choices = advice_kinds)              \
    X(T, DAY,    as_of,     NULLABLE, "nothing after the close of this day was used")                   \
    X(T, BOOL,   simulated, 0,        "rests on a simulated market")                                    \
    X(T, F64,    risk,      0,        "risk tolerance as given")                                        \
    X(T, SPAN,   horizon,   0,        "horizon as given")                                               \
    X(T, CASH,   capital,   0,        "capital as given")                                               \
    X(T, TEXT,   document,  0,        "the recommendation, byte for byte", .max = 16777216)

TABLE(advice, ADVICE, "recommendations that were given");

#endif
