/* safetensors.h - the tensors of a file: eight bytes of size, that many bytes of JSON, and the numbers behind it. Pure; what is returned
 * points into the file, its names and the list live in the ctx.
 * https://github.com/huggingface/safetensors */
#ifndef NLP_SAFETENSORS_H
#define NLP_SAFETENSORS_H

#include <stdint.h>

#include "base/ctx.h"

enum {
    TENSORS_MAX            = 4096,              /* in one file */
    TENSOR_DIMENSIONS_MAX  = 8,
    TENSOR_HEADER_SIZE_MAX = 16 << 20,
};

enum tensor_kind { TENSOR_F32, TENSOR_F16, TENSOR_BF16, TENSOR_OTHER };

struct tensor {
    struct slice     name, bytes;
    enum tensor_kind kind;
    size_t           dimensions, shape[TENSOR_DIMENSIONS_MAX];
    size_t           begin;                     /* of its bytes, behind the header */
};

struct tensors {
    const char          *file;                  /* its name, for stories */
    const struct tensor *at;                    /* in the order of their bytes */
    size_t               count;
};

/* ERR_DATA tells what is wrong with the file and where; ERR_LIMIT for more than the limits above. Every tensor's bytes lie in the file,
 * fill its shape exactly and overlap no other's. */
err safetensors_open(struct ctx *c, const char *name, struct slice file, struct tensors *ret);

const struct tensor *tensors_find(const struct tensors *t, const char *name);   /* or NULL */

/* `count` numbers of it from `first` on, as floats; it is of a kind of float. They may be NaN. */
void tensor_floats(const struct tensor *t, size_t first, size_t count, float *ret);

#endif
