#include "nlp/bert_kernel.h"

#include <math.h>
#include <string.h>

enum { WEIGHT_MAX = 127 };

const char *const precisions[] = {"f32", "bf16", "int8", NULL};

static const struct bert_kernel *const kernels[] = {
#if defined __x86_64__
    &bert_avx512, &bert_avx2,
#endif
    &bert_plain,
};

const struct bert_kernel *bert_kernel_best(enum precision p)
{
    size_t i = 0;
    while (!kernels[i]->runs_here(p)) i++;              /* the last runs everywhere */
    return kernels[i];
}

bool bert_kernel_is_native(enum precision p)
{
#if defined __x86_64__
    return bert_avx512.runs_here(p);
#else
    return p == PRECISION_F32;
#endif
}

uint16_t bf16_of(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

float float_of_bf16(uint16_t x)
{
    uint32_t bits = (uint32_t)x << 16;
    float    value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The exponent is moved by a multiplication, which also sets denormals right. */
float float_of_f16(uint16_t x)
{
    uint32_t bits = (uint32_t)(x & 0x7fff) << 13;
    float    size;
    memcpy(&size, &bits, sizeof size);
    size = (x & 0x7c00) == 0x7c00 ? (x & 0x3ff ? NAN : INFINITY) : size * 0x1p112f;
    return x & 0x8000 ? -size : size;
}

void *bert_alloc(struct ctx *c, size_t size, size_t count)
{
    enum { LINE = 64 };
    size_t bytes;
    if (__builtin_mul_overflow(size, count, &bytes) || __builtin_add_overflow(bytes, LINE, &bytes)) bytes = SIZE_MAX;
    char *at = ctx_alloc(c, 1, bytes);
    return at ? at + (LINE - (uintptr_t)at % LINE) % LINE : NULL;
}

/* Where the weight of an input for an output stands. */
static size_t place(const struct linear *l, size_t group, size_t output, size_t input)
{
    size_t panel = output / BERT_LANES, lane = output % BERT_LANES;
    return ((panel * (l->inputs / group) + input / group) * BERT_LANES + lane) * group + input % group;
}

static void pack_row(const struct linear *l, size_t group, size_t output, const float *row, size_t inputs, void *to)
{
    for (size_t i = 0; i < inputs; i++) {
        size_t at = place(l, group, output, i);
        if (l->precision == PRECISION_F32) ((float *)to)[at] = row[i];
        else ((uint16_t *)to)[at] = bf16_of(row[i]);
    }
}

/* A scale of its own for every output: the greatest weight becomes 127. */
static void pack_row_int8(const struct linear *l, size_t group, size_t output, const float *row, size_t inputs, int8_t *to, float *scale, int32_t *total)
{
    float greatest = 0;
    for (size_t i = 0; i < inputs; i++) greatest = fmaxf(greatest, fabsf(row[i]));
    *scale = greatest > 0 ? greatest / WEIGHT_MAX : 1;
    *total = 0;
    for (size_t i = 0; i < inputs; i++) {
        int8_t weight = (int8_t)lrintf(row[i] / *scale);
        to[place(l, group, output, i)] = weight;
        *total += weight;
    }
}

err linear_pack(struct ctx *c, const struct bert_kernel *k, enum precision p, const float *weights, const float *bias, size_t outputs, size_t inputs,
                struct linear *ret)
{
    static const size_t sizes[PRECISION_COUNT] = {sizeof(float), sizeof(uint16_t), sizeof(int8_t)};
    struct linear       l                      = {.inputs = bert_padded(inputs), .outputs = bert_padded(outputs), .precision = p};
    void               *packed                 = bert_alloc(c, sizes[p], l.inputs * l.outputs);
    float              *own_bias, *scale;
    int32_t            *total;
    if (!packed) return ERR_NOMEM;
    TRY(NEW(c, own_bias, l.outputs));
    TRY(NEW(c, scale, l.outputs));
    TRY(NEW(c, total, l.outputs));
    for (size_t o = 0; o < outputs; o++) {
        own_bias[o] = bias[o];
        if (p == PRECISION_INT8) pack_row_int8(&l, k->group[p], o, weights + o * inputs, inputs, packed, &scale[o], &total[o]);
        else pack_row(&l, k->group[p], o, weights + o * inputs, inputs, packed);
    }
    l.weights = packed;
    l.bias    = own_bias;
    l.scale   = scale;
    l.total   = total;
    *ret      = l;
    return OK;
}

static size_t padded_to_lanes(size_t count) { return (count + BERT_LANES - 1) / BERT_LANES * BERT_LANES; }

/* Keys, values, and the scores of the queries that are done together. */
size_t attention_room(size_t count, size_t head_size)
{
    enum { QUERIES_MAX = 4 };
    size_t padded = padded_to_lanes(count);
    return padded * head_size + padded * padded_to_lanes(head_size) + QUERIES_MAX * padded;
}
