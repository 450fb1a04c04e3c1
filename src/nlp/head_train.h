/* head_train.h - how a head is found from labelled vectors: least squares with a ridge, over standardised inputs, in closed form, so that
 * the same vectors give the same head. What it is worth is told by cross-validation over groups: a sentence is judged by a head that
 * saw no sentence of its group. Pure; what is returned lives in the ctx. */
#ifndef NLP_HEAD_TRAIN_H
#define NLP_HEAD_TRAIN_H

#include <stdint.h>

#include "nlp/head.h"

enum { HEAD_FOLDS = 5, HEAD_EXAMPLES_MAX = 200000 };

struct head_examples {                  /* in the order of their folds */
    const float   *x;                   /* count x inputs */
    const uint8_t *label;               /* below HEAD_LABELS */
    const uint8_t *fold;                /* below HEAD_FOLDS, ascending; every one is there */
    size_t         count, inputs, layers;
};

struct head_worth {                     /* by cross-validation */
    double accuracy, log_loss, f1;      /* f1: mean over the labels */
    size_t confusion[HEAD_LABELS][HEAD_LABELS];         /* said, by what it was */
};

/* `judged` takes the probabilities that each example was given by the head that did not see it: count x HEAD_LABELS. */
err head_train(struct ctx *c, const struct head_examples *e, double ridge, struct head *ret, struct head_worth *ret_worth, double *judged);

/* What a list of labels that were said is worth against those that were. */
struct head_worth head_worth_of(const uint8_t *said, const uint8_t *label, size_t count);

#endif
