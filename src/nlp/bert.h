/* bert.h - a BERT encoder and its head: tokens in, vectors and logits out (Devlin et al. 2019). Pure.
 *
 * An opened model lives in the ctx it was opened in, points into the bytes of its file, and is only read afterwards; who runs it brings
 * a desk. Sequences of one call stand one behind another without padding, so that no time goes into what is not there. What one
 * sequence comes to does not depend on those beside it. */
#ifndef NLP_BERT_H
#define NLP_BERT_H

#include "nlp/bert_config.h"
#include "nlp/bert_kernel.h"
#include "nlp/safetensors.h"

enum { BERT_BATCH_TOKENS = 512 };               /* of one call: what stays in the caches of a processor */

struct bert_layer {
    struct linear qkv, attention, inner, outer;
    const float  *attention_gain, *attention_shift, *outer_gain, *outer_shift;
};

struct bert {
    struct bert_config        config;
    const struct bert_kernel *kernel;
    enum precision            precision;
    const struct tensor      *words;            /* a row a token, turned into floats when it is wanted */
    const float              *places;           /* positions x padded hidden; the type of the first sentence is added */
    const float              *gain, *shift;
    struct bert_layer        *layers;
    struct linear             pooler, classifier;
    bool                      has_pooler, has_classifier;
};

/* How the parts of one call are shared out: base's thread_each(), or a loop. */
struct bert_crew {
    size_t workers;
    void (*each)(size_t workers, size_t count, void (*run)(void *arg, size_t worker, size_t index), void *arg);
};

struct bert_desk {                              /* of one thread, for one model */
    size_t          tokens, longest;            /* room for so many, and for a sequence that long */
    size_t          workers;
    float          *x, *qkv, *t, *mixed, *inner, *room;
    float          *means;                      /* where not NULL bert_run() leaves here, for each sequence, the means of the vectors of */
    size_t          mean_layers;                /* the last layers one after another, `hidden` values of length 1 each */
    void           *in;
    struct quantum *quanta;
};

/* Packs the weights. `kernel` NULL is the best for the precision. ERR_DATA names a tensor that is missing or of another shape than the
 * configuration says. */
err bert_open(struct ctx *c, const struct bert_config *config, const struct tensors *tensors, enum precision precision, const struct bert_kernel *kernel,
              struct bert *ret);

/* For calls of at most `tokens` tokens in sequences of at most `longest`, by a crew of at most `workers`. */
err bert_desk_open(struct ctx *c, const struct bert *b, size_t tokens, size_t longest, size_t workers, struct bert_desk *ret);

/* Runs `count` sequences, whose tokens stand one behind another; each is at most config.positions long and every token is below
 * config.vocabulary. The vectors of the last layer lie in desk->x, a row of bert_padded(hidden) floats a token. */
void bert_run(const struct bert *b, struct bert_desk *d, const struct bert_crew *crew, const int32_t *ids, const size_t *lengths, size_t count);

/* After bert_run(): the logits of every sequence, config.label_count each; the model has a classifier. */
void bert_logits(const struct bert *b, struct bert_desk *d, const size_t *lengths, size_t count, float *ret);

extern const struct bert_crew bert_alone;

#endif
