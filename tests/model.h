/* model.h - models of the BERT family with weights drawn from a seed, as the bytes of a safetensors file: the same weights that
 * tools/oracle/bert.py draws. What is returned lives in the ctx. */
#ifndef MODEL_TEST_H
#define MODEL_TEST_H

#include "nlp/bert.h"

struct drawn_model {
    struct bert_config config;
    const char        *dtype;           /* "F32", "F16" or "BF16" */
    uint64_t           seed;
};

err     model_draw(struct ctx *c, const struct drawn_model *m, struct slice *ret_file);
int32_t model_token(const struct drawn_model *m, size_t sequence, size_t at);       /* of a sequence of the oracle */

#endif
