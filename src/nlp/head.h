/* head.h - a small classifier on top of an encoder: one linear layer from the means of its last layers to the three labels. A few kB of
 * text, which `lumia model train` writes and the program carries. Pure. */
#ifndef NLP_HEAD_H
#define NLP_HEAD_H

#include "base/ctx.h"
#include "base/text.h"

enum { HEAD_LABELS = 3, HEAD_LAYERS_MAX = 64, HEAD_SIZE_MAX = 1 << 20, HEAD_INPUTS_MAX = 1 << 16 };

struct head {
    size_t       layers;                /* of the encoder, the last ones, whose means stand side by side */
    size_t       inputs;                /* layers times the values of a vector */
    const float *weights;               /* HEAD_LABELS x inputs; the labels in the order of enum label */
    float        bias[HEAD_LABELS];
};

/* Probabilities from a vector. */
void head_apply(const struct head *h, const float *x, double ret[HEAD_LABELS]);

/* e^x over their sum, in place; without overflow. */
void soften_scores(double *x, size_t count);

err  head_read(struct ctx *c, const char *name, struct slice file, struct head *ret);
void head_write(struct text *out, const struct head *h);

#endif
