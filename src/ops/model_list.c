#include "ops/model_row.h"
#include "ops/op.h"

#define ASK(X, T) \
    X(T, BOOL, added, 0, "only those that were added, not what came with the program")

RECORD(model_list_ask, ASK);
SHAPE(model_list_ask, ASK);

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct model_list_ask *ask = in;
    struct model_place          *places;
    struct model_row            *rows;
    size_t                       count;
    TRY(models_list(c, h, &places, &count));
    TRY(NEW(c, rows, count));
    for (size_t i = 0; i < count; i++)
        if (places[i].added || !ask->added) TRY(model_row_read(c, h, &places[i], &rows[out->count++]));
    out->at = rows;
    return OK;
}

const struct op op_model_list = {
    .name      = "model list",
    .method    = "GET",
    .path      = "/v1/models",
    .group     = "news",
    .title     = "The models of this machine",
    .about     = "Lists the encoders and classifiers of the BERT family that lie beside the program or were added to the data folder.",
    .example   = "model list",
    .in        = &model_list_ask_shape,
    .out       = &model_row_shape,
    .answers   = MANY,
    .storeless = true,
    .run       = run,
};
