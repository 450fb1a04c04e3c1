#include "ops/advice_text.h"
#include "ops/op.h"
#include "store/query.h"

#define ASK(X, T) \
    X(T, TEXT, id, REQUIRED | PLACE, "id of the record, or its first characters", .min = 4, .max = 64)

RECORD(recommendation_ask, ASK);
SHAPE(recommendation_ask, ASK);

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct recommendation_ask *ask = in;
    struct list                      found;
    struct recommendation           *r;
    TRY(store_select(c, h->store, &advice_shape, "WHERE substr(id, 1, length($1)) = $1 ORDER BY id LIMIT 2", ARGS(v_text(ask->id)), &found));
    if (found.count == 0) return fail(c, ERR_NOT_FOUND, "no recommendation '%s'; see `lumia recommendations`", ask->id);
    if (found.count > 1) return fail(c, ERR_CONFLICT, "'%s' begins more than one id; give more of it", ask->id);
    const struct advice *kept = found.at;
    TRY(NEW(c, r, 1));
    TRY(shape_default(c, &recommendation_shape, r));
    TRY(json_read_record(c, &recommendation_shape, slice_of(kept->document), r));
    out->at           = r;
    out->count        = 1;
    out->json         = slice_of(kept->document);
    out->insufficient = r->kind == ADVICE_INSUFFICIENT;
    return OK;
}

const struct op op_recommendation = {
    .name    = "recommendation",
    .method  = "GET",
    .path    = "/v1/recommendations/{id}",
    .group   = "advice",
    .title   = "One recommendation, byte for byte as it was given",
    .about   = "Reads a record again by its id, which is the SHA-256 of its content.",
    .example = "recommendation {advice}",
    .in      = &recommendation_ask_shape,
    .out     = &recommendation_shape,
    .answers = ONE,
    .run     = run,
    .put_text = advice_put_text,
};
