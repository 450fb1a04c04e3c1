/* bert_kernel.h - the arithmetic of an encoder, for one kind of processor each: plain C, AVX2, AVX-512. Pure, no allocation.
 *
 * All kernels are made from one text, bert_body.h, over sixteen lanes that never meet but in bert_total(): every sum is made in the
 * same order with fused steps. So f32 gives the same bits under each of them, and int8 too, whose sums are exact. bf16 does not: its
 * instruction rounds in its own way.
 *
 * Matrices of activations are rows of `width` floats, where width is rounded up by bert_padded() and what stands beyond the true
 * width is zero. Weights are packed once, by linear_pack(), sixteen columns side by side. */
#ifndef NLP_BERT_KERNEL_H
#define NLP_BERT_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

enum { BERT_LANES = 16, BERT_PADDING = 32 };

enum precision { PRECISION_F32, PRECISION_BF16, PRECISION_INT8, PRECISION_COUNT };

extern const char *const precisions[];          /* "f32", "bf16", "int8", NULL */

static inline size_t bert_padded(size_t count) { return (count + BERT_PADDING - 1) / BERT_PADDING * BERT_PADDING; }

/* A row of activations as int8 keeps it: x is about scale * (u - zero) for u from 0 to 255. */
struct quantum {
    float   scale;
    int32_t zero;
};

struct linear {                         /* out = x W' + bias */
    size_t         inputs, outputs;     /* padded */
    enum precision precision;
    const void    *weights;             /* [outputs/16][inputs/g][16][g] with the kernel's g */
    const float   *bias;                /* outputs */
    const float   *scale;               /* int8: of each column */
    const int32_t *total;               /* int8: sum of each column's weights */
};

struct product {                        /* one call of a linear layer over some rows */
    const struct linear  *linear;
    const void           *in;           /* rows as prepare() left them */
    const struct quantum *quanta;       /* int8: one per row */
    size_t                rows;
    float                *out;          /* rows of `out_width` floats */
    size_t                out_width;
    const float          *add;          /* is added to the result, rows of out_width; or NULL */
    bool                  gelu;         /* x * Phi(x) of it all */
};

struct attention {
    const float *qkv;                   /* `count` rows of queries, keys and values, `hidden` of each, row_width apart */
    size_t       row_width, hidden, count, head_size;
    float       *out;                   /* count rows, out_width apart */
    size_t       out_width;
    float       *room;                  /* attention_room() floats */
};

struct bert_kernel {
    const char *name;
    bool      (*runs_here)(enum precision p);
    size_t      in_size[PRECISION_COUNT];       /* bytes of a prepared activation */
    size_t      group[PRECISION_COUNT];         /* inputs whose weights lie side by side: the g of struct linear */
    /* Rows of `width` floats in the form that multiply() takes. For f32 that is what they are: to may be x. */
    void (*prepare)(enum precision p, const float *x, size_t rows, size_t width, void *to, struct quantum *quanta);
    /* Columns of the product from first to last; both are multiples of BERT_PADDING. */
    void (*multiply)(const struct product *p, size_t first, size_t last);
    void (*attend)(const struct attention *a, size_t head);
    /* In place: rows of `width` floats to mean 0 and variance 1 over the first `size` of each, then gain and shift. */
    void (*normalise)(float *x, size_t rows, size_t width, size_t size, const float *gain, const float *shift, float epsilon);
};

extern const struct bert_kernel bert_plain, bert_avx2, bert_avx512;

/* The fastest that runs on this processor. */
const struct bert_kernel *bert_kernel_best(enum precision p);

/* Has the processor instructions of its own for it? */
bool bert_kernel_is_native(enum precision p);

/* Weights of outputs x inputs, row by row, and a bias; both may be shorter than padded. What is packed lives in the ctx. */
err linear_pack(struct ctx *c, const struct bert_kernel *k, enum precision p, const float *weights, const float *bias, size_t outputs, size_t inputs, struct linear *ret);

/* Zeroed memory that begins at a line of the cache: a load of sixteen lanes never takes two. NULL past the limit. */
void *bert_alloc(struct ctx *c, size_t size, size_t count);

/* Floats that attend() needs beside: for `count` rows of heads of that size. */
size_t attention_room(size_t count, size_t head_size);

uint16_t bf16_of(float x);              /* rounded to nearest, ties to even; NaN stays NaN */
float    float_of_bf16(uint16_t x);
float    float_of_f16(uint16_t x);

#endif
