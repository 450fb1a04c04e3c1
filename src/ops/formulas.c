#include "jobs/formulas.h"
#include "ops/op.h"

#define ASK(X, T) X(T, TEXT, search, PLACE | NULLABLE, "part of a name", .max = 64)

RECORD(formulas_ask, ASK);
SHAPE(formulas_ask, ASK);

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct formulas_ask *ask = in;
    struct list                all;
    TRY(store_select(c, h->store, &formula_shape, "WHERE instr(name, $1) > 0 OR $1 IS NULL ORDER BY name", ARGS(v_text(ask->search)), &all));
    out->at    = all.at;
    out->count = all.count;
    return OK;
}

const struct op op_formulas = {
    .name    = "formulas",
    .method  = "GET",
    .path    = "/v1/formulas",
    .group   = "analytics",
    .title   = "Expressions that are kept under a name",
    .about   = "Lists them with their digests, and whether the job `signal` computes them.",
    .example = "formulas",
    .in      = &formulas_ask_shape,
    .out     = &formula_shape,
    .answers = MANY,
    .run     = run,
};
