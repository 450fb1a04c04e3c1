#include "nlp/bert.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "num/elementary.h"

enum { NAME_SIZE = 128 };                       /* of a tensor of ours; the longest has 70 bytes */

/* ---- Opening. ---- */

struct loading {
    struct ctx           *c;
    const struct tensors *tensors;
    struct bert          *b;
};

/* Its name may carry the model's, and a gain may be called gamma, a shift beta. */
static const struct tensor *find(const struct loading *l, const char *name)
{
    static const char *const prefix[] = {"", "bert."};
    static const struct { const char *now, *then; } ends[] = {{"LayerNorm.weight", "LayerNorm.gamma"}, {"LayerNorm.bias", "LayerNorm.beta"}};
    size_t size = strlen(name);
    for (size_t i = 0; i < 2; i++) {
        char                 full[NAME_SIZE];
        const struct tensor *t;
        (void)snprintf(full, sizeof full, "%s%s", prefix[i], name);
        if ((t = tensors_find(l->tensors, full))) return t;
        for (size_t k = 0; k < 2; k++) {
            size_t end = strlen(ends[k].now);
            if (size < end || strcmp(name + size - end, ends[k].now) != 0) continue;
            (void)snprintf(full, sizeof full, "%s%.*s%s", prefix[i], (int)(size - end), name, ends[k].then);
            if ((t = tensors_find(l->tensors, full))) return t;
        }
    }
    return NULL;
}

/* columns 0: a vector of `rows`. */
static err want(const struct loading *l, const char *name, size_t rows, size_t columns, const struct tensor **ret)
{
    const struct tensor *t = find(l, name);
    const char          *file = l->tensors->file;
    if (!t) return fail(l->c, ERR_DATA, "%s: there is no tensor '%s'", file, name);
    if (t->kind == TENSOR_OTHER) return fail(l->c, ERR_DATA, "%s: tensor '%s' is not of F32, F16 or BF16", file, name);
    if (t->dimensions != (columns ? 2 : 1) || t->shape[0] != rows || (columns && t->shape[1] != columns))
        return columns ? fail(l->c, ERR_DATA, "%s: tensor '%s' is not %zu by %zu, as the configuration says", file, name, rows, columns)
                       : fail(l->c, ERR_DATA, "%s: tensor '%s' is not %zu numbers, as the configuration says", file, name, rows);
    *ret = t;
    return OK;
}

static err load_vector(const struct loading *l, const char *name, size_t count, const float **ret)
{
    const struct tensor *t;
    float               *values = bert_alloc(l->c, sizeof *values, bert_padded(count));
    if (!values) return ERR_NOMEM;
    TRY(want(l, name, count, 0, &t));
    tensor_floats(t, 0, count, values);
    *ret = values;
    return OK;
}

/* Up to three matrices of rows x columns, one below the other, with their biases, as one layer. */
static err load_linear(const struct loading *l, enum precision p, const char *const *names, size_t count, size_t rows, size_t columns, struct linear *ret)
{
    AUTO_CTX own = {0};                                 /* unpacked weights are let go at once */
    float   *weights, *bias;
    ctx_open_part(&own, l->c);
    weights = ctx_alloc(&own, sizeof *weights, count * rows * columns);
    bias    = ctx_alloc(&own, sizeof *bias, count * rows);
    if (!weights || !bias) return ctx_end_part(l->c, &own, ERR_NOMEM);
    for (size_t i = 0; i < count; i++) {
        const struct tensor *t;
        char                 name[NAME_SIZE];
        (void)snprintf(name, sizeof name, "%s.weight", names[i]);
        TRY(want(l, name, rows, columns, &t));
        tensor_floats(t, 0, rows * columns, weights + i * rows * columns);
        (void)snprintf(name, sizeof name, "%s.bias", names[i]);
        TRY(want(l, name, rows, 0, &t));
        tensor_floats(t, 0, rows, bias + i * rows);
    }
    TRY(ctx_end_part(l->c, &own, OK));
    return linear_pack(l->c, l->b->kernel, p, weights, bias, count * rows, columns, ret);
}

static err load_layer(const struct loading *l, size_t index, struct bert_layer *ret)
{
    const struct bert_config *f = &l->b->config;
    static const char *const  parts[] = {"attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "intermediate.dense", "output.dense",
                                         "attention.output.LayerNorm.weight", "attention.output.LayerNorm.bias", "output.LayerNorm.weight", "output.LayerNorm.bias"};
    enum { PARTS = sizeof parts / sizeof *parts };
    char        name[PARTS][NAME_SIZE];
    const char *names[PARTS];
    for (size_t i = 0; i < PARTS; i++) {
        (void)snprintf(name[i], NAME_SIZE, "encoder.layer.%zu.%s", index, parts[i]);
        names[i] = name[i];
    }
    TRY(load_linear(l, l->b->precision, names, 3, f->hidden, f->hidden, &ret->qkv));
    TRY(load_linear(l, l->b->precision, names + 3, 1, f->hidden, f->hidden, &ret->attention));
    TRY(load_linear(l, l->b->precision, names + 4, 1, f->inner, f->hidden, &ret->inner));
    TRY(load_linear(l, l->b->precision, names + 5, 1, f->hidden, f->inner, &ret->outer));
    TRY(load_vector(l, names[6], f->hidden, &ret->attention_gain));
    TRY(load_vector(l, names[7], f->hidden, &ret->attention_shift));
    TRY(load_vector(l, names[8], f->hidden, &ret->outer_gain));
    return load_vector(l, names[9], f->hidden, &ret->outer_shift);
}

static err load_embeddings(const struct loading *l)
{
    struct bert              *b     = l->b;
    const struct bert_config *f     = &b->config;
    size_t                    width = bert_padded(f->hidden);
    const struct tensor      *places, *types;
    float                    *sum = bert_alloc(l->c, sizeof *sum, f->positions * width), *first;
    if (!sum) return ERR_NOMEM;
    TRY(NEW(l->c, first, f->hidden));
    TRY(want(l, "embeddings.word_embeddings.weight", f->vocabulary, f->hidden, &b->words));
    TRY(want(l, "embeddings.position_embeddings.weight", f->positions, f->hidden, &places));
    TRY(want(l, "embeddings.token_type_embeddings.weight", f->types, f->hidden, &types));
    tensor_floats(types, 0, f->hidden, first);
    for (size_t p = 0; p < f->positions; p++) {
        tensor_floats(places, p * f->hidden, f->hidden, sum + p * width);
        for (size_t i = 0; i < f->hidden; i++) sum[p * width + i] += first[i];
    }
    b->places = sum;
    TRY(load_vector(l, "embeddings.LayerNorm.weight", f->hidden, &b->gain));
    return load_vector(l, "embeddings.LayerNorm.bias", f->hidden, &b->shift);
}

static err load_head(const struct loading *l)
{
    static const char *const pooler[] = {"pooler.dense"}, *const classifier[] = {"classifier"};
    struct bert *b = l->b;
    b->has_pooler     = find(l, "pooler.dense.weight");
    b->has_classifier = find(l, "classifier.weight");
    if (b->has_pooler) TRY(load_linear(l, PRECISION_F32, pooler, 1, b->config.hidden, b->config.hidden, &b->pooler));
    if (!b->has_classifier) return OK;
    if (!b->has_pooler) return fail(l->c, ERR_DATA, "%s: there is a classifier, but no tensor 'pooler.dense.weight' before it", l->tensors->file);
    if (b->config.label_count == 0) return fail(l->c, ERR_DATA, "%s: there is a classifier, but the configuration names no labels", l->tensors->file);
    return load_linear(l, PRECISION_F32, classifier, 1, b->config.label_count, b->config.hidden, &b->classifier);
}

err bert_open(struct ctx *c, const struct bert_config *config, const struct tensors *tensors, enum precision precision, const struct bert_kernel *kernel,
              struct bert *ret)
{
    struct bert    b = {.config = *config, .kernel = kernel ? kernel : bert_kernel_best(precision), .precision = precision};
    struct loading l = {c, tensors, &b};
    TRY(load_embeddings(&l));
    TRY(NEW(c, b.layers, config->layers));
    for (size_t i = 0; i < config->layers; i++) TRY(load_layer(&l, i, &b.layers[i]));
    TRY(load_head(&l));
    *ret = b;
    return OK;
}

err bert_desk_open(struct ctx *c, const struct bert *b, size_t tokens, size_t longest, size_t workers, struct bert_desk *ret)
{
    const struct bert_config *f      = &b->config;
    size_t                    hidden = bert_padded(f->hidden), inner = bert_padded(f->inner), widest = inner > hidden ? inner : hidden;
    size_t                    qkv = bert_padded(3 * f->hidden), labels = bert_padded(f->label_count);
    struct bert_desk          d      = {.tokens = tokens, .longest = longest, .workers = workers};
    d.x      = bert_alloc(c, sizeof(float), tokens * hidden);
    d.qkv    = bert_alloc(c, sizeof(float), tokens * (qkv > labels ? qkv : labels));
    d.t      = bert_alloc(c, sizeof(float), tokens * hidden);
    d.mixed  = bert_alloc(c, sizeof(float), tokens * hidden);
    d.inner  = bert_alloc(c, sizeof(float), tokens * inner);
    d.room   = bert_alloc(c, sizeof(float), workers * attention_room(longest, f->hidden / f->heads));
    d.in     = bert_alloc(c, b->kernel->in_size[b->precision], tokens * widest);
    d.quanta = bert_alloc(c, sizeof(struct quantum), tokens);
    if (!d.x || !d.qkv || !d.t || !d.mixed || !d.inner || !d.room || !d.in || !d.quanta) return ERR_NOMEM;
    *ret = d;
    return OK;
}

/* ---- Running. ---- */

static void each_alone(size_t workers, size_t count, void (*run)(void *arg, size_t worker, size_t index), void *arg)
{
    (void)workers;
    for (size_t i = 0; i < count; i++) run(arg, 0, i);
}

const struct bert_crew bert_alone = {1, each_alone};

struct share {                          /* a product, cut into parts of whole panels */
    const struct bert_kernel *kernel;
    struct product            product;
    size_t                    parts;
};

static void multiply_part(void *arg, size_t worker, size_t index)
{
    const struct share *s      = arg;
    size_t              panels = s->product.linear->outputs / BERT_PADDING;
    (void)worker;
    s->kernel->multiply(&s->product, panels * index / s->parts * BERT_PADDING, panels * (index + 1) / s->parts * BERT_PADDING);
}

static void multiply(const struct bert *b, struct bert_desk *d, const struct bert_crew *crew, const struct linear *l, const float *x, size_t rows, float *out,
                     const float *add, bool gelu)
{
    const void *in = x;
    if (l->precision != PRECISION_F32) {
        b->kernel->prepare(l->precision, x, rows, l->inputs, d->in, d->quanta);
        in = d->in;
    }
    struct share s = {b->kernel, {l, in, d->quanta, rows, out, l->outputs, add, gelu}, crew->workers};
    crew->each(crew->workers, s.parts, multiply_part, &s);
}

struct attending {
    const struct bert *b;
    struct bert_desk  *d;
    const size_t      *lengths;
    size_t             count;
};

/* One head of every sequence. */
static void attend_head(void *arg, size_t worker, size_t head)
{
    const struct attending   *a     = arg;
    const struct bert_config *f     = &a->b->config;
    size_t                    width = bert_padded(3 * f->hidden), out_width = bert_padded(f->hidden);
    struct attention          one   = {.row_width = width, .hidden = f->hidden, .head_size = f->hidden / f->heads, .out_width = out_width};
    one.room = a->d->room + worker * attention_room(a->d->longest, one.head_size);
    for (size_t i = 0, row = 0; i < a->count; row += a->lengths[i++]) {
        one.qkv   = a->d->qkv + row * width;
        one.out   = a->d->mixed + row * out_width;
        one.count = a->lengths[i];
        a->b->kernel->attend(&one, head);
    }
}

static size_t embed(const struct bert *b, struct bert_desk *d, const int32_t *ids, const size_t *lengths, size_t count)
{
    size_t hidden = b->config.hidden, width = bert_padded(hidden), row = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t p = 0; p < lengths[i]; p++, row++) {
            float *x = d->x + row * width;
            assert(row < d->tokens && p < b->config.positions && (size_t)ids[row] < b->config.vocabulary);
            tensor_floats(b->words, (size_t)ids[row] * hidden, hidden, x);
            for (size_t k = 0; k < hidden; k++) x[k] += b->places[p * width + k];
        }
    b->kernel->normalise(d->x, row, width, hidden, b->gain, b->shift, b->config.epsilon);
    return row;
}

static void mean_of(const struct bert *b, const float *row, size_t length, float *ret)
{
    size_t hidden = b->config.hidden, width = bert_padded(hidden);
    double square = 0;
    memset(ret, 0, hidden * sizeof *ret);
    for (size_t p = 0; p < length; p++, row += width)
        for (size_t k = 0; k < hidden; k++) ret[k] += row[k];
    for (size_t k = 0; k < hidden; k++) square += (double)ret[k] * ret[k];
    float factor = square > 0 ? (float)(1 / sqrt(square)) : 0;
    for (size_t k = 0; k < hidden; k++) ret[k] *= factor;
}

static void keep_means(const struct bert *b, const struct bert_desk *d, const size_t *lengths, size_t count, size_t layer)
{
    size_t hidden = b->config.hidden, width = bert_padded(hidden), behind = b->config.layers - layer;
    if (!d->means || behind > d->mean_layers) return;
    for (size_t i = 0, row = 0; i < count; row += lengths[i++])
        mean_of(b, d->x + row * width, lengths[i], d->means + (i * d->mean_layers + d->mean_layers - behind) * hidden);
}

void bert_run(const struct bert *b, struct bert_desk *d, const struct bert_crew *crew, const int32_t *ids, const size_t *lengths, size_t count)
{
    const struct bert_config *f      = &b->config;
    size_t                    width  = bert_padded(f->hidden), rows = embed(b, d, ids, lengths, count);
    struct attending          a      = {b, d, lengths, count};
    assert(crew->workers <= d->workers);
    for (size_t i = 0; i < f->layers; i++) {
        const struct bert_layer *l = &b->layers[i];
        multiply(b, d, crew, &l->qkv, d->x, rows, d->qkv, NULL, false);
        crew->each(crew->workers, f->heads, attend_head, &a);
        multiply(b, d, crew, &l->attention, d->mixed, rows, d->t, d->x, false);
        b->kernel->normalise(d->t, rows, width, f->hidden, l->attention_gain, l->attention_shift, f->epsilon);
        multiply(b, d, crew, &l->inner, d->t, rows, d->inner, NULL, true);
        multiply(b, d, crew, &l->outer, d->inner, rows, d->x, d->t, false);
        b->kernel->normalise(d->x, rows, width, f->hidden, l->outer_gain, l->outer_shift, f->epsilon);
        keep_means(b, d, lengths, count, i);
    }
}

/* Through exp_portable(), so that the last digit is the same everywhere. */
static float tanh_of(float x)
{
    double size = fabs((double)x), value = size > 20 ? 1 : 1 - 2 / (exp_portable(2 * size) + 1);
    return (float)(x < 0 ? -value : value);
}

void bert_logits(const struct bert *b, struct bert_desk *d, const size_t *lengths, size_t count, float *ret)
{
    size_t width = bert_padded(b->config.hidden), labels = b->config.label_count, row = 0;
    assert(b->has_classifier);
    for (size_t i = 0; i < count; row += lengths[i++]) memcpy(d->t + i * width, d->x + row * width, width * sizeof *d->t);
    multiply(b, d, &bert_alone, &b->pooler, d->t, count, d->mixed, NULL, false);
    for (size_t i = 0; i < count * width; i++) d->mixed[i] = tanh_of(d->mixed[i]);
    size_t padded = b->classifier.outputs;
    float *logits = d->qkv;                             /* which has room for them */
    multiply(b, d, &bert_alone, &b->classifier, d->mixed, count, logits, NULL, false);
    for (size_t i = 0; i < count; i++) memcpy(ret + i * labels, logits + i * padded, labels * sizeof *ret);
}
