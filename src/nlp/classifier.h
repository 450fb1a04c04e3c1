/* classifier.h - a model of the BERT family with its tokenizer: sentences in, probabilities and vectors out. Pure.
 *
 * It is made from the files of a folder as the public hubs lay them out, and lives in the ctx it was opened in; the bytes of the
 * weights must outlive it. Batches are read by a crew: each worker takes whole micro-batches. */
#ifndef NLP_CLASSIFIER_H
#define NLP_CLASSIFIER_H

#include "base/digest.h"
#include "nlp/bert.h"
#include "nlp/head.h"
#include "nlp/wordpiece.h"

struct model_files {
    const char  *folder;                /* for stories */
    struct slice config, weights;
    struct slice tokenizer;             /* tokenizer.json, or vocab.txt where that has bytes */
    struct slice vocabulary, tokenizer_config;
};

struct classifier {
    struct wordpiece tokens;
    struct bert      bert;
    struct head      head;              /* used where it has weights, over the means of the last layers; else the model's own classifier */
    int              side[BERT_LABELS_MAX];     /* which of HEAD_LABELS a label is, or -1 */
    bool             tells_sides;       /* it gives one of negative and one of positive */
    char             digest[DIGEST_SIZE + 1];   /* of its files, its head and its precision */
};

struct classified {
    double probability[HEAD_LABELS];    /* negative, neutral, positive; NaN where the text has no token or the model tells none */
    size_t tokens;                      /* without [CLS] and [SEP] */
};

/* `head` may be empty. ERR_DATA names the file of the folder and what is wrong with it. */
err classifier_open(struct ctx *c, const struct model_files *files, struct slice head, enum precision precision, struct classifier *ret);

/* Each of the texts, which are UTF-8. One that is longer than the model can take is read in windows of equal size and becomes their mean,
 * weighted by tokens. `ret` has room for count; `vectors`, where it is not NULL, for count times `layers` times hidden: the means of that
 * many last layers, each of length 1, noughts for a text without a token. */
err classifier_read(struct ctx *c, const struct classifier *m, const struct bert_crew *crew, const struct slice *texts, size_t count, struct classified *ret,
                    size_t layers, float *vectors);

/* Can it say what is negative and what is positive? */
static inline bool classifier_tells(const struct classifier *m) { return m->head.weights || m->tells_sides; }

#endif
