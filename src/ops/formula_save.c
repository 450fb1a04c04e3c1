#include "jobs/formulas.h"
#include "ops/op.h"

#define ASK(X, T)                                                                                                           \
    X(T, TEXT, name,       REQUIRED | PLACE, "what it is to be called by; one of that name is replaced", .max = 64)         \
    X(T, TEXT, expression, REQUIRED | PLACE, "the expression, such as close / sma(close, 200) - 1", .max = EXPRESSION_SIZE_MAX) \
    X(T, TEXT, about,      NULLABLE, "what it is for", .max = 200)

RECORD(formula_save_ask, ASK);
SHAPE(formula_save_ask, ASK);

static bool says_the_same(const struct formula *a, const struct formula *b)
{
    bool both = a->about && b->about;
    return strcmp(a->digest, b->digest) == 0 && (both ? strcmp(a->about, b->about) == 0 : a->about == b->about);
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct formula_save_ask *ask = in;
    struct formula                *f;
    struct list                    all;
    int64_t                        revision;
    const struct formula          *there = NULL;
    TRY(NEW(c, f, 1));
    TRY(formula_make(c, ask->name, ask->expression, f));
    f->about = ask->about;
    TRY(store_begin(c, h->store));
    TRY(formulas_load(c, h->store, &all));
    for (size_t i = 0; i < all.count; i++)
        if (strcmp(((const struct formula *)all.at)[i].name, ask->name) == 0) there = (const struct formula *)all.at + i;
    if (!there && all.count >= FORMULAS_MAX) return fail(c, ERR_LIMIT, "%d formulas are kept already, which is the limit", FORMULAS_MAX);
    out->at    = f;
    out->count = 1;
    if (there && says_the_same(there, f)) return OK;
    TRY(store_upsert(c, h->store, &formula_shape, f));
    TRY(store_touch(c, h->store, &formula_shape, &revision));
    return store_commit(c, h->store);
}

const struct op op_formula_save = {
    .name    = "formula save",
    .method  = "POST",
    .path    = "/v1/formulas",
    .group   = "analytics",
    .title   = "Keep an expression under a name",
    .about   = "Makes an expression of `lumia calc` a signal: expressions may name it, and where it needs nothing but the bars of an asset the job `signal` "
               "computes it over all histories, each value with the digest of the text it came from. It must not look ahead, nor depend on the unit of "
               "the price.",
    .example = "formula save pullback \"rsi(close, 14) < 40 and close > sma(close, 50)\"",
    .in      = &formula_save_ask_shape,
    .out     = &formula_shape,
    .answers = ONE,
    .run     = run,
};
