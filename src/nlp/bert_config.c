#include "nlp/bert_config.h"

#include <stdint.h>

#include "base/number.h"
#include "nlp/wordpiece.h"
#include "shape/json.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define WRONG(format, ...) fail(c, ERR_DATA, "%s: " format, name __VA_OPT__(,) __VA_ARGS__)

static const struct {
    const char *name;
    size_t      place, min, max;
} sizes[] = {
    {"vocab_size",              offsetof(struct bert_config, vocabulary), 1, TOKENS_MAX},
    {"hidden_size",             offsetof(struct bert_config, hidden),     1, BERT_HIDDEN_MAX},
    {"num_hidden_layers",       offsetof(struct bert_config, layers),     1, BERT_LAYERS_MAX},
    {"num_attention_heads",     offsetof(struct bert_config, heads),      1, BERT_HIDDEN_MAX},
    {"intermediate_size",       offsetof(struct bert_config, inner),      1, BERT_INNER_MAX},
    {"max_position_embeddings", offsetof(struct bert_config, positions),  3, BERT_POSITIONS_MAX},
    {"type_vocab_size",         offsetof(struct bert_config, types),      1, 64},
};

/* What the engine computes; another value would be computed wrongly. */
static const struct {
    const char *name, *value;
} wanted[] = {
    {"model_type", "bert"}, {"hidden_act", "gelu"}, {"position_embedding_type", "absolute"},
};

static size_t *size_at(struct bert_config *f, size_t i) { return (size_t *)((char *)f + sizes[i].place); }

static err read_size(struct ctx *c, const char *name, struct json *j, size_t i, struct bert_config *f)
{
    struct slice text;
    int64_t      value;
    if (!json_number(j, &text)) return json_end(c, j);
    if (!int_read(text, &value) || value < (int64_t)sizes[i].min || value > (int64_t)sizes[i].max)
        return WRONG("%s is %.*s; it has to be from %zu to %zu", sizes[i].name, (int)(text.size < 30 ? text.size : 30), text.at, sizes[i].min, sizes[i].max);
    *size_at(f, i) = (size_t)value;
    return OK;
}

static err read_labels(struct ctx *c, const char *name, struct json *j, struct bert_config *f)
{
    struct slice number, label;
    int64_t      at;
    if (!json_enter(j, '{')) return json_end(c, j);
    while (json_member(c, j, &number)) {
        if (!json_string(c, j, &label)) return json_end(c, j);
        if (!int_read(number, &at) || at < 0 || at >= BERT_LABELS_MAX || f->label[at].at) return WRONG("id2label: '%.*s' is no number of a label, or there twice",
                                                                                                    (int)(number.size < 30 ? number.size : 30), number.at);
        f->label[at] = label;
        f->label_count++;
    }
    for (size_t i = 0; !j->wrong && i < f->label_count; i++)
        if (!f->label[i].at) return WRONG("id2label: label %zu is missing", i);
    return OK;
}

static err read_member(struct ctx *c, const char *name, struct json *j, struct slice member, struct bert_config *f)
{
    struct slice text;
    double       value;
    for (size_t i = 0; i < COUNT(sizes); i++)
        if (slice_is(member, sizes[i].name)) return read_size(c, name, j, i, f);
    for (size_t i = 0; i < COUNT(wanted); i++) {
        if (!slice_is(member, wanted[i].name)) continue;
        if (!json_string(c, j, &text)) return json_end(c, j);
        if (!slice_is(text, wanted[i].value)) return WRONG("%s is '%.*s'; only %s can be done", wanted[i].name, (int)(text.size < 30 ? text.size : 30), text.at, wanted[i].value);
        return OK;
    }
    if (slice_is(member, "id2label")) return read_labels(c, name, j, f);
    if (!slice_is(member, "layer_norm_eps")) {
        json_skip(j);
        return OK;
    }
    if (!json_double(c, j, &value) || !(value > 0 && value < 1)) return WRONG("layer_norm_eps has to be between 0 and 1");
    f->epsilon = (float)value;
    return OK;
}

err bert_config_read(struct ctx *c, const char *name, struct slice json, struct bert_config *ret)
{
    struct bert_config f = {.types = 2, .epsilon = 1e-12f};
    struct json        j = json_of(json);
    struct slice       member;
    err                e = OK;
    if (json_enter(&j, '{'))
        while (e == OK && json_member(c, &j, &member)) e = read_member(c, name, &j, member, &f);
    if (e == OK) e = json_end(c, &j);
    if (e == ERR_USAGE) return WRONG("%s", ctx_print(c, "%s", c->note));
    TRY(e);
    for (size_t i = 0; i < COUNT(sizes); i++)
        if (*size_at(&f, i) == 0) return WRONG("%s is missing", sizes[i].name);
    if (f.hidden % f.heads != 0) return WRONG("%zu values cannot be shared among %zu heads", f.hidden, f.heads);
    *ret = f;
    return OK;
}
