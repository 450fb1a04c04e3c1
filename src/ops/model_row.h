/* model_row.h - a model of this machine, as the ops that tell of models show it. */
#ifndef OPS_MODEL_ROW_H
#define OPS_MODEL_ROW_H

#include "jobs/models.h"
#include "shape/shape.h"

#define MODEL_ROW(X, T)                                                                                             \
    X(T, TEXT,  name,       0, "what it is called by")                                                              \
    X(T, TEXTS, labels,     0, "what it tells apart, in the order of its own numbers; none: it is an encoder")      \
    X(T, I64,   layers,     0, "layers of the encoder")                                                             \
    X(T, I64,   hidden,     0, "values of a vector")                                                                \
    X(T, I64,   vocabulary, 0, "tokens it knows")                                                                   \
    X(T, I64,   positions,  0, "tokens it takes at once")                                                           \
    X(T, I64,   bytes,      0, "size of its weights")                                                               \
    X(T, BOOL,  added,      0, "was added; else it came with the program")                                          \
    X(T, TEXT,  folder,     NULLABLE, "where it lies; not told over HTTP")

RECORD(model_row, MODEL_ROW);

/* Reads its configuration, no more. */
err model_row_read(struct ctx *c, const struct house *h, const struct model_place *place, struct model_row *ret);

#endif
