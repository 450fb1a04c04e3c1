#include "ops/model_row.h"
#include "ops/op.h"

#define ASK(X, T) \
    X(T, TEXT, name, REQUIRED | PLACE, "model that was added", .min = 1, .max = MODEL_NAME_SIZE_MAX)

RECORD(model_remove_ask, ASK);
SHAPE(model_remove_ask, ASK);

#define DONE(X, T) X(T, TEXT, name, 0, "name that no model in the data folder has now")

RECORD(model_remove_done, DONE);
SHAPE(model_remove_done, DONE);

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct model_remove_ask *ask = in;
    struct model_remove_done      *done;
    TRY(NEW(c, done, 1));
    done->name = ask->name;
    TRY(models_remove(c, h, ask->name));
    out->at    = done;
    out->count = 1;
    return OK;
}

const struct op op_model_remove = {
    .name      = "model remove",
    .method    = "POST",
    .path      = "/v1/models/remove",
    .group     = "news",
    .title     = "Remove a model that was added",
    .about     = "Deletes the copy of a model in the data folder. Sentiment that it gave stays in the store, with its digest. Asked twice, it is the same as once.",
    .example   = "model remove other",
    .in        = &model_remove_ask_shape,
    .out       = &model_remove_done_shape,
    .answers   = ONE,
    .local     = true,
    .storeless = true,
    .run       = run,
};
