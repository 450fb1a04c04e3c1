#include "model/import.h"
#include "ops/op.h"

#define ASK(X, T) \
    X(T, I64, limit, 0, "how many, the newest first", .min = 1, .max = 10000, .usual = "50")

RECORD(imports_ask, ASK);
SHAPE(imports_ask, ASK);

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct imports_ask *ask = in;
    struct list               found;
    TRY(store_select(c, h->store, &import_shape, "ORDER BY id DESC LIMIT $1", ARGS(v_int(ask->limit)), &found));
    out->at    = found.at;
    out->count = found.count;
    return OK;
}

const struct op op_imports = {
    .name    = "imports",
    .method  = "GET",
    .path    = "/v1/imports",
    .group   = "data",
    .title   = "Files that were imported",
    .about   = "Lists imports with what became of their rows, the newest first. A file that is imported again with the same options is not entered twice.",
    .example = "imports",
    .in      = &imports_ask_shape,
    .out     = &import_shape,
    .answers = MANY,
    .run     = run,
};
