#include "nlp/head_train.h"

#include <math.h>
#include <string.h>

#include "num/cholesky.h"
#include "num/elementary.h"
#include "num/gram.h"

static const double INERT = 1e-4;       /* of values of vectors of length 1, a thousandth of what is usual */

struct training {
    struct ctx                 *c;
    const struct head_examples *e;
    double                      ridge;
    double *z, *mean, *deviation;       /* standardised inputs */
    double  share[HEAD_LABELS];         /* of each label */
    double *products[HEAD_FOLDS];       /* Z'Z of a fold */
    double *targets[HEAD_FOLDS];        /* Z'Y of a fold, a label after the other */
    double *score;                      /* of each example by the head that did not see it */
};

static err standardise(struct training *t)
{
    const struct head_examples *e = t->e;
    TRY(NEW(t->c, t->z, e->count * e->inputs));
    TRY(NEW(t->c, t->mean, e->inputs));
    TRY(NEW(t->c, t->deviation, e->inputs));
    for (size_t i = 0; i < e->count; i++)
        for (size_t k = 0; k < e->inputs; k++) t->mean[k] += e->x[i * e->inputs + k];
    for (size_t k = 0; k < e->inputs; k++) t->mean[k] /= (double)e->count;
    for (size_t i = 0; i < e->count; i++)
        for (size_t k = 0; k < e->inputs; k++) {
            double d = e->x[i * e->inputs + k] - t->mean[k];
            t->z[i * e->inputs + k] = d;
            t->deviation[k] += d * d;
        }
    for (size_t k = 0; k < e->inputs; k++) {
        double deviation = sqrt(t->deviation[k] / (double)e->count);
        t->deviation[k] = deviation > INERT ? deviation : INFINITY;     /* an input that does not move gets no weight */
    }
    for (size_t i = 0; i < e->count; i++)
        for (size_t k = 0; k < e->inputs; k++) t->z[i * e->inputs + k] /= t->deviation[k];
    for (size_t i = 0; i < e->count; i++) t->share[e->label[i]] += 1 / (double)e->count;
    return OK;
}

static double target(const struct training *t, size_t example, size_t label) { return (t->e->label[example] == label) - t->share[label]; }

static err multiply_fold(struct training *t, size_t fold, size_t first, size_t last)
{
    size_t        inputs = t->e->inputs;
    const double *z      = t->z + first * inputs;
    TRY(NEW(t->c, t->products[fold], inputs * inputs));
    TRY(NEW(t->c, t->targets[fold], HEAD_LABELS * inputs));
    gram(z, last - first, inputs, 1, t->products[fold]);
    for (size_t i = first; i < last; i++)
        for (size_t label = 0; label < HEAD_LABELS; label++) {
            double y = target(t, i, label), *to = t->targets[fold] + label * inputs;
            for (size_t k = 0; k < inputs; k++) to[k] += y * t->z[i * inputs + k];
        }
    return OK;
}

static size_t fold_end(const struct head_examples *e, size_t first)
{
    size_t last = first;
    while (last < e->count && e->fold[last] == e->fold[first]) last++;
    return last;
}

/* Weights over standardised inputs from all folds but one; HEAD_FOLDS leaves none out. `matrix` is room. */
static err solve(const struct training *t, size_t without, double *matrix, double *weights, double *scratch)
{
    size_t inputs = t->e->inputs;
    memset(matrix, 0, inputs * inputs * sizeof *matrix);
    memset(weights, 0, HEAD_LABELS * inputs * sizeof *weights);
    for (size_t f = 0; f < HEAD_FOLDS; f++) {
        if (f == without) continue;
        for (size_t i = 0; i < inputs * inputs; i++) matrix[i] += t->products[f][i];
        for (size_t i = 0; i < HEAD_LABELS * inputs; i++) weights[i] += t->targets[f][i];
    }
    for (size_t i = 0; i < inputs; i++) matrix[i * inputs + i] += t->ridge;
    if (cholesky(matrix, inputs, inputs, 1e-14, scratch) < inputs) return fail(t->c, ERR_DATA, "the vectors leave no head: raise the ridge");
    for (size_t label = 0; label < HEAD_LABELS; label++) {
        cholesky_forward(matrix, inputs, inputs, weights + label * inputs);
        cholesky_backward(matrix, inputs, inputs, weights + label * inputs);
    }
    return OK;
}

static void score_fold(const struct training *t, const double *weights, size_t first, size_t last)
{
    size_t inputs = t->e->inputs;
    for (size_t i = first; i < last; i++)
        for (size_t label = 0; label < HEAD_LABELS; label++) {
            double sum = t->share[label];
            for (size_t k = 0; k < inputs; k++) sum += weights[label * inputs + k] * t->z[i * inputs + k];
            t->score[i * HEAD_LABELS + label] = sum;
        }
}

/* Mean of -log of the probability of what was right, with scores that are stretched by `factor`. */
static double log_loss(const struct training *t, double factor, double *judged)
{
    double sum = 0;
    for (size_t i = 0; i < t->e->count; i++) {
        double *p = judged + i * HEAD_LABELS;
        for (size_t k = 0; k < HEAD_LABELS; k++) p[k] = factor * t->score[i * HEAD_LABELS + k];
        soften_scores(p, HEAD_LABELS);
        sum -= log_portable(fmax(p[t->e->label[i]], 1e-300));
    }
    return sum / (double)t->e->count;
}

/* Scores of least squares are no logits: they are stretched until the probabilities are as right as they can be (Platt 1999; Guo et al.
 * 2017). The loss has one lowest point. */
static double best_factor(const struct training *t, double *judged)
{
    double low = 0.1, high = 100;
    for (int i = 0; i < 60; i++) {
        double a = low + (high - low) / 3, b = high - (high - low) / 3;
        if (log_loss(t, a, judged) < log_loss(t, b, judged)) high = b;
        else low = a;
    }
    return (low + high) / 2;
}

static size_t likeliest(const double *p)
{
    size_t best = 0;
    for (size_t k = 1; k < HEAD_LABELS; k++)
        if (p[k] > p[best]) best = k;
    return best;
}

struct head_worth head_worth_of(const uint8_t *said, const uint8_t *label, size_t count)
{
    struct head_worth w = {.log_loss = NAN};
    size_t            right = 0;
    for (size_t i = 0; i < count; i++) {
        w.confusion[said[i]][label[i]]++;
        right += said[i] == label[i];
    }
    w.accuracy = (double)right / (double)count;
    for (size_t k = 0; k < HEAD_LABELS; k++) {
        size_t all_said = 0, all = 0;
        for (size_t i = 0; i < HEAD_LABELS; i++) all_said += w.confusion[k][i], all += w.confusion[i][k];
        if (all_said + all) w.f1 += 2.0 * (double)w.confusion[k][k] / (double)(all_said + all) / HEAD_LABELS;
    }
    return w;
}

/* Standardising and stretching become part of the weights. */
static err compose(const struct training *t, const double *weights, double factor, struct head *ret)
{
    size_t inputs = t->e->inputs;
    float *own;
    TRY(NEW(t->c, own, HEAD_LABELS * inputs));
    *ret = (struct head){.layers = t->e->layers, .inputs = inputs, .weights = own};
    for (size_t label = 0; label < HEAD_LABELS; label++) {
        double bias = factor * t->share[label];
        for (size_t k = 0; k < inputs; k++) {
            double w = factor * weights[label * inputs + k] / t->deviation[k];
            own[label * inputs + k] = (float)w;
            bias -= w * t->mean[k];
        }
        ret->bias[label] = (float)bias;
    }
    return OK;
}

static err train(struct training *t, struct head *ret, struct head_worth *ret_worth, double *judged)
{
    const struct head_examples *e = t->e;
    double  *matrix, *weights, *scratch;
    uint8_t *said;
    size_t   first[HEAD_FOLDS + 1] = {0};
    TRY(NEW(t->c, matrix, e->inputs * e->inputs));
    TRY(NEW(t->c, weights, HEAD_LABELS * e->inputs));
    TRY(NEW(t->c, scratch, TILE_SCRATCH));
    TRY(NEW(t->c, said, e->count));
    TRY(NEW(t->c, t->score, e->count * HEAD_LABELS));
    TRY(standardise(t));
    for (size_t f = 0; f < HEAD_FOLDS; f++) {
        first[f + 1] = fold_end(e, first[f]);
        TRY(multiply_fold(t, f, first[f], first[f + 1]));
    }
    for (size_t f = 0; f < HEAD_FOLDS; f++) {
        TRY(solve(t, f, matrix, weights, scratch));
        score_fold(t, weights, first[f], first[f + 1]);
    }
    double factor = best_factor(t, judged), loss = log_loss(t, factor, judged);
    for (size_t i = 0; i < e->count; i++) said[i] = (uint8_t)likeliest(judged + i * HEAD_LABELS);
    *ret_worth          = head_worth_of(said, e->label, e->count);
    ret_worth->log_loss = loss;
    TRY(solve(t, HEAD_FOLDS, matrix, weights, scratch));
    return compose(t, weights, factor, ret);
}

err head_train(struct ctx *c, const struct head_examples *e, double ridge, struct head *ret, struct head_worth *ret_worth, double *judged)
{
    struct training t = {.c = c, .e = e, .ridge = ridge};
    bool            there[HEAD_FOLDS] = {false};
    for (size_t i = 0; i < e->count; i++) there[e->fold[i]] = true;
    for (size_t f = 0; f < HEAD_FOLDS; f++)
        if (!there[f]) return fail(c, ERR_INSUFFICIENT, "too few groups of sentences: part %zu of %d is empty", f + 1, HEAD_FOLDS);
    return train(&t, ret, ret_worth, judged);
}
