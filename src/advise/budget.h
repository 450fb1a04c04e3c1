/* budget.h - how much risk an investor should bear: the least of what they can bear, are willing to, have time for and know. Pure. */
#ifndef ADVISE_BUDGET_H
#define ADVISE_BUDGET_H

#include "advise/questionnaire.h"

enum { PROFILE_STALE_DAYS = 365 };

#define CAPACITY_PART(X, T)                                                                     \
    X(T, TEXT, name,   0, "what is looked at")                                                  \
    X(T, F64,  value,  0, "what was found")                                                     \
    X(T, F64,  score,  0, "from 0, bears nothing, to 1")                                        \
    X(T, F64,  weight, 0, "its share of the capacity; the shares add up to 1")                  \
    X(T, TEXT, text,   0, "the same in words")

MODEL(capacity_part, CAPACITY_PART, "one part of how much somebody can bear");

#define RISK_BUDGET(X, T)                                                                                                       \
    X(T, F64,   budget,        NULLABLE, "risk to bear, 0 to 100: the least of the next four; null while answers are missing")  \
    X(T, TEXT,  binding,       NULLABLE, "which of them that is: capacity, tolerance, horizon or knowledge")                    \
    X(T, F64,   capacity,      NULLABLE, "what they can bear, 0 to 100")                                                        \
    X(T, F64,   tolerance,     NULLABLE, "what they are willing to bear, 0 to 100")                                             \
    X(T, I64,   tolerance_sum, NULLABLE, "points of the questionnaire, 13 to 47")                                               \
    X(T, TEXT,  tolerance_band, NULLABLE, "what that is among those who answered it: low to high")                              \
    X(T, F64,   horizon_cap,   NULLABLE, "what the time allows, 0 to 100")                                                      \
    X(T, F64,   knowledge_cap, NULLABLE, "what experience allows, 0 to 100")                                                    \
    X(T, F64,   consistency,   NULLABLE, "how well answers to like questions agree, 0 to 1")                                    \
    X(T, F64,   required,      NULLABLE, "return a year that reaches the target", .unit = "%")                                  \
    X(T, LIST,  parts,         0,        "what makes up the capacity", .of = &capacity_part_shape)                              \
    X(T, TEXTS, missing,       0,        "fields that are not answered yet")                                                    \
    X(T, TEXTS, questions,     0,        "what should be asked before advice is followed")                                      \
    X(T, TEXTS, warnings,      0,        "what does not go together")

MODEL(risk_budget, RISK_BUDGET, "how much risk an investor should bear, and what decides it");

err risk_budget(struct ctx *c, const struct investor *i, struct risk_budget *ret);

/* Return a year at which `capital` now and `monthly` at the end of each month come to `target` after `months`; NaN where none between
 * -99 % and 1,000 % does. */
double required_return(double capital, double monthly, double target, double months);

#endif
