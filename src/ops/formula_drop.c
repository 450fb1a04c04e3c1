#include "model/formula.h"
#include "ops/op.h"
#include "store/query.h"

#define ASK(X, T) X(T, TEXT, name, REQUIRED | PLACE, "formula", .max = 64)

RECORD(formula_drop_ask, ASK);
SHAPE(formula_drop_ask, ASK);

#define DROPPED(X, T)                                                    \
    X(T, TEXT, name,    0, "formula")                                   \
    X(T, BOOL, dropped, 0, "it was there; its values are gone with it")

RECORD(formula_dropped, DROPPED);
SHAPE(formula_dropped, DROPPED);

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct formula_drop_ask *ask = in;
    struct formula_dropped        *told;
    int64_t                        revision, count;
    TRY(NEW(c, told, 1));
    TRY(store_begin(c, h->store));
    TRY(store_execute(c, h->store, "DELETE FROM formula WHERE name = $1", ARGS(v_text(ask->name)), &count));
    if (count > 0) TRY(store_touch(c, h->store, &formula_shape, &revision));
    TRY(store_commit(c, h->store));
    *told = (struct formula_dropped){ask->name, count > 0};
    out->at    = told;
    out->count = 1;
    return OK;
}

const struct op op_formula_drop = {
    .name    = "formula drop",
    .method  = "DELETE",
    .path    = "/v1/formulas/{name}",
    .group   = "analytics",
    .title   = "Forget an expression that was kept under a name",
    .about   = "Nothing may name it any more; the job `signal` takes its values away. One that is not there is no fault.",
    .example = "formula drop pullback",
    .in      = &formula_drop_ask_shape,
    .out     = &formula_dropped_shape,
    .answers = ONE,
    .run     = run,
};
