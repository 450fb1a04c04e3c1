/* formula.h - expressions that somebody keeps under a name, as signals of their own. Written by `formula save` and `formula drop`. */
#ifndef MODEL_FORMULA_H
#define MODEL_FORMULA_H

#include "shape/table.h"

#define FORMULA(X, T)                                                                                               \
    X(T, TEXT, name,   KEY,      "what it is called by", .max = 64)                                                 \
    X(T, TEXT, text,   0,        "the expression, told in one way", .max = 8192)                                    \
    X(T, TEXT, digest, 0,        "SHA-256 of that text, which every value computed from it carries", .max = 64)     \
    X(T, TEXT, unit,   0,        "what it is measured in: ratio, condition, or unknown", .max = 64)                 \
    X(T, TEXT, about,  NULLABLE, "what it is for", .max = 200)                                                      \
    X(T, BOOL, kept,   0,        "computed by the job `signal`; else, because it looks at more than the bars of one asset, when it is asked for")

TABLE(formula, FORMULA, "expressions kept under a name, as signals of their own");

#endif
