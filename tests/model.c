#include "model.h"

#include <stdarg.h>

#include "base/text.h"

static uint64_t mixed(uint64_t z)               /* SplitMix64 (Steele, Lea, Flood 2014) */
{
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static uint64_t fnv(const char *text)            /* FNV-1a */
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (; *text; text++) hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
    return hash;
}

int32_t model_token(const struct drawn_model *m, size_t sequence, size_t at)
{
    return (int32_t)(mixed(m->seed * 1000 + sequence * 100 + at) % m->config.vocabulary);
}

struct drawing {
    const struct drawn_model *m;
    struct text               header, data;
};

/* The digits of the values are few enough for the type to hold them exactly. */
static void put_value(struct drawing *d, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    if (strcmp(d->m->dtype, "F32") == 0) return text_put_slice(&d->data, (struct slice){(char *)&bits, sizeof bits});
    uint32_t exponent = bits >> 23 & 0xff, sign = bits >> 16 & 0x8000;
    uint16_t half     = (uint16_t)(bits >> 16);
    if (strcmp(d->m->dtype, "F16") == 0) half = (uint16_t)(sign | (exponent ? (exponent - 112) << 10 | (bits >> 13 & 0x3ff) : 0));
    text_put_slice(&d->data, (struct slice){(char *)&half, sizeof half});
}

static void put_tensor(struct drawing *d, const char *name, size_t rows, size_t columns)
{
    bool     whole = strcmp(d->m->dtype, "F32") == 0, gain = strstr(name, "LayerNorm.weight");
    unsigned bits  = whole ? 24 : 7;
    float    scale = (d->m->config.hidden < 100 ? 0.25f : 0.125f) / (float)(1u << (bits - 1));
    uint64_t state = fnv(name) ^ d->m->seed;
    size_t   begin = d->data.size;
    for (size_t i = 0; i < rows * (columns ? columns : 1); i++) {
        state += 0x9e3779b97f4a7c15u;
        put_value(d, (float)((int64_t)(mixed(state) >> (64 - bits)) - (1 << (bits - 1))) * scale * (gain ? 2 : 1) + (float)gain);
    }
    text_print(&d->header, "%s\"%s\":{\"dtype\":\"%s\",\"shape\":[%zu", d->header.size > 1 ? "," : "", name, d->m->dtype, rows);
    if (columns) text_print(&d->header, ",%zu", columns);
    text_print(&d->header, "],\"data_offsets\":[%zu,%zu]}", begin, d->data.size);
}

__attribute__((format(printf, 4, 5))) static void put(struct drawing *d, size_t rows, size_t columns, const char *format, ...)
{
    char    name[128];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(name, sizeof name, format, args);
    va_end(args);
    put_tensor(d, name, rows, columns);
}

static void put_both(struct drawing *d, const char *name, size_t layer, size_t rows, size_t columns)
{
    put(d, rows, columns, "bert.encoder.layer.%zu.%s.weight", layer, name);
    put(d, rows, 0, "bert.encoder.layer.%zu.%s.bias", layer, name);
}

static void put_layer(struct drawing *d, size_t i)
{
    size_t hidden = d->m->config.hidden, inner = d->m->config.inner;
    put_both(d, "attention.self.query", i, hidden, hidden);
    put_both(d, "attention.self.key", i, hidden, hidden);
    put_both(d, "attention.self.value", i, hidden, hidden);
    put_both(d, "attention.output.dense", i, hidden, hidden);
    put_both(d, "attention.output.LayerNorm", i, hidden, 0);
    put_both(d, "intermediate.dense", i, inner, hidden);
    put_both(d, "output.dense", i, hidden, inner);
    put_both(d, "output.LayerNorm", i, hidden, 0);
}

err model_draw(struct ctx *c, const struct drawn_model *m, struct slice *ret_file)
{
    const struct bert_config *f = &m->config;
    struct drawing            d = {m, {.c = c}, {.c = c}};
    struct text               file = {.c = c};
    text_put_char(&d.header, '{');
    put(&d, f->vocabulary, f->hidden, "bert.embeddings.word_embeddings.weight");
    put(&d, f->positions, f->hidden, "bert.embeddings.position_embeddings.weight");
    put(&d, f->types, f->hidden, "bert.embeddings.token_type_embeddings.weight");
    put(&d, f->hidden, 0, "bert.embeddings.LayerNorm.weight");
    put(&d, f->hidden, 0, "bert.embeddings.LayerNorm.bias");
    for (size_t i = 0; i < f->layers; i++) put_layer(&d, i);
    put(&d, f->hidden, f->hidden, "bert.pooler.dense.weight");
    put(&d, f->hidden, 0, "bert.pooler.dense.bias");
    put(&d, f->label_count, f->hidden, "classifier.weight");
    put(&d, f->label_count, 0, "classifier.bias");
    text_put_char(&d.header, '}');
    uint64_t size = d.header.size;
    text_put_slice(&file, (struct slice){(char *)&size, sizeof size});
    text_put_slice(&file, text_slice(&d.header));
    text_put_slice(&file, text_slice(&d.data));
    TRY(text_done(&d.header));
    TRY(text_done(&d.data));
    TRY(text_done(&file));
    *ret_file = text_slice(&file);
    return OK;
}
