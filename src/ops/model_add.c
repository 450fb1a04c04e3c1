#include "ops/model_row.h"
#include "ops/op.h"

#define ASK(X, T)                                                                                                           \
    X(T, TEXT, from, REQUIRED | PLACE | LOCAL, "folder with config.json, model.safetensors and tokenizer.json or vocab.txt", .min = 1, .max = 4096) \
    X(T, TEXT, name, NULLABLE, "what it is to be called by; usual is the name of the folder, in small letters", .max = MODEL_NAME_SIZE_MAX)

RECORD(model_add_ask, ASK);
SHAPE(model_add_ask, ASK);

/* The last part of a path in small letters. */
static err name_of(struct ctx *c, const char *folder, char **ret)
{
    struct slice path = slice_of(folder);
    while (path.size > 1 && path.at[path.size - 1] == '/') path.size--;
    size_t first = path.size;
    while (first > 0 && path.at[first - 1] != '/') first--;
    TRY(got(*ret = ctx_copy(c, (struct slice){path.at + first, path.size - first})));
    for (char *p = *ret; *p; p++)
        if (*p >= 'A' && *p <= 'Z') *p = (char)(*p + 32);
    return OK;
}

/* Opens it once, as it would be used, so that what is wrong with it is told before anything is copied. */
static err check(struct ctx *c, const struct model_files *files)
{
    AUTO_CTX           own = {0};
    struct classifier *m;
    ctx_open_part(&own, c);
    err e = got(m = ctx_alloc(&own, sizeof *m, 1));
    if (e == OK) e = classifier_open(&own, files, (struct slice){0}, PRECISION_F32, m);
    return ctx_end_part(c, &own, e);
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct model_add_ask *ask = in;
    struct model_files          files;
    struct model_place          place;
    struct model_row           *row;
    char                       *name;
    TRY(name_of(c, ask->from, &name));
    if (ask->name) TRY(got(name = ctx_copy(c, slice_of(ask->name))));
    TRY(models_check_name(c, name));
    TRY(models_read(c, ask->from, &files));
    TRY(check(c, &files));
    TRY(models_add(c, h, name, &files));
    TRY(models_find(c, h, name, &place));
    TRY(NEW(c, row, 1));
    TRY(model_row_read(c, h, &place, row));
    out->at    = row;
    out->count = 1;
    return OK;
}

const struct op op_model_add = {
    .name      = "model add",
    .method    = "POST",
    .path      = "/v1/models",
    .group     = "news",
    .title     = "Take a model of the BERT family from a folder",
    .about     = "Checks a folder as the public model hubs lay it out (config.json, model.safetensors in F32, F16 or BF16, and tokenizer.json or vocab.txt) "
                 "and copies it into the data folder, whole or not at all. `lumia sentiment --model NAME` then reads texts with it, if its labels tell what is "
                 "negative and what is positive; their order is the model's own. Weights are not part of the program: FinBERT and its like come from their makers, "
                 "under their own terms.",
    .example   = "model add tests/data/model --name other",
    .in        = &model_add_ask_shape,
    .out       = &model_row_shape,
    .answers   = ONE,
    .local     = true,
    .storeless = true,
    .run       = run,
};
