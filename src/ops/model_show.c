#include "ops/model_row.h"
#include "ops/op.h"

#define ASK(X, T)                                                                                                   \
    X(T, TEXT,   model,     REQUIRED | PLACE, "model", .min = 1, .max = MODEL_NAME_SIZE_MAX)                        \
    X(T, CHOICE, precision, NULLABLE, "how it keeps its numbers; usual is as the settings say", .choices = precision_choices)

RECORD(model_show_ask, ASK);
SHAPE(model_show_ask, ASK);

#define CARD(X, T)                                                                                                  \
    X(T, TEXT,  name,       0, "what it is called by")                                                              \
    X(T, TEXT,  digest,     0, "SHA-256 of its files and its precision, which every record of it carries")          \
    X(T, TEXTS, labels,     0, "what it tells apart, in the order of its own numbers")                              \
    X(T, BOOL,  scores,     0, "it can tell what is negative and what is positive")                                 \
    X(T, TEXT,  precision,  0, "how it keeps its numbers")                                                          \
    X(T, TEXT,  kernel,     0, "instructions of this processor that it runs with")                                  \
    X(T, I64,   layers,     0, "layers of the encoder")                                                             \
    X(T, I64,   heads,      0, "heads of each layer")                                                               \
    X(T, I64,   hidden,     0, "values of a vector")                                                                \
    X(T, I64,   inner,      0, "values inside a layer")                                                             \
    X(T, I64,   vocabulary, 0, "tokens it knows")                                                                   \
    X(T, I64,   positions,  0, "tokens it takes at once")                                                           \
    X(T, BOOL,  lowers,     0, "its tokenizer makes small letters of all")                                          \
    X(T, BOOL,  strips_accents, 0, "its tokenizer takes accents away")

RECORD(model_card, CARD);
SHAPE(model_card, CARD);

static err labels_of(struct ctx *c, const struct bert_config *f, struct list *ret)
{
    const char **labels;
    TRY(NEW(c, labels, f->label_count));
    for (size_t i = 0; i < f->label_count; i++) TRY(got(labels[i] = ctx_copy(c, f->label[i])));
    *ret = (struct list){labels, f->label_count};
    return OK;
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct model_show_ask *ask = in;
    struct classifier           *m;
    struct model_card           *card;
    TRY(NEW(c, m, 1));
    TRY(NEW(c, card, 1));
    TRY(models_open(c, h, ask->model, (struct slice){0}, ask->precision, m));
    const struct bert_config *f = &m->bert.config;
    *card = (struct model_card){.name = ask->model, .digest = m->digest, .scores = classifier_tells(m), .precision = precisions[m->bert.precision],
                                .kernel = m->bert.kernel->name, .layers = (int64_t)f->layers, .heads = (int64_t)f->heads, .hidden = (int64_t)f->hidden,
                                .inner = (int64_t)f->inner, .vocabulary = (int64_t)f->vocabulary, .positions = (int64_t)f->positions,
                                .lowers = m->tokens.options.lowers, .strips_accents = m->tokens.options.strips_accents};
    TRY(labels_of(c, f, &card->labels));
    out->at    = card;
    out->count = 1;
    return OK;
}

const struct op op_model_show = {
    .name      = "model show",
    .method    = "GET",
    .path      = "/v1/models/{model}",
    .group     = "news",
    .title     = "One model, opened",
    .about     = "Opens a model as it would be used and tells its sizes, labels, digest, and the instructions of this processor that it runs with.",
    .example   = "model show tiny",
    .in        = &model_show_ask_shape,
    .out       = &model_card_shape,
    .answers   = ONE,
    .storeless = true,
    .slow      = true,
    .run       = run,
};
