/* scorer.h - what gives a text its sentiment: one descriptor each, found by name; and models that somebody added, which have none. Pure.
 *
 * An opened scorer lives in the ctx it was opened in and is only read afterwards. A reading works sentence by sentence, because a sum
 * over a long text saturates; its score is the mean of its sentences'. */
#ifndef NLP_SCORER_H
#define NLP_SCORER_H

#include "base/ctx.h"
#include "base/digest.h"
#include "nlp/classifier.h"
#include "nlp/vader.h"

enum { SCORER_TEXT_SIZE_MAX = 1 << 20 };        /* bytes of a text that is read at once */

enum label { NEGATIVE, NEUTRAL, POSITIVE };

struct verdict {
    double         score;               /* -1 to 1; NaN for a text without a sentence */
    double         neg, neu, pos;       /* shares of the text, or probabilities where the scorer gives them */
    enum label label;
};

struct reading {
    struct verdict all;
    struct slice  *sentence;            /* they point into the text */
    struct verdict *verdict;
    size_t         count;
};

struct scorer {
    const char *name, *title, *about;
    bool        gives_probabilities;
    bool        adds_finance;           /* our words of finance over VADER's */
    const char *encoder;                /* of one that is a model: what lexicon/head.txt is the head of */
};

struct scorer_open {
    const struct scorer     *scorer;
    const struct vader      *vader;                     /* or, where it is a model: */
    const struct classifier *classifier;
    char                     digest[DIGEST_SIZE + 1];   /* of the scorer's name and every list or file it rests on */
};

extern const struct scorer *const scorers[];    /* NULL-terminated, by name */

const struct scorer *scorer_find(const char *name);

/* `words` stands in for VADER's list, under `words_name`; where it has no bytes, the list of the program is used. */
err scorer_open(struct ctx *c, const struct scorer *s, struct slice words, const char *words_name, struct scorer_open *ret);

/* A model as a scorer; `s` is NULL for one that was added under a name. ERR_DATA where its labels do not tell what is negative and what is positive. */
err scorer_open_model(struct ctx *c, const struct scorer *s, const char *name, const struct classifier *m, struct scorer_open *ret);

/* Shares of words are no probabilities; a model that was added always gives probabilities. */
bool scorer_is_probable(const char *name);

/* Sentence by sentence, or as one where `whole`. ERR_DATA for what is not UTF-8, ERR_LIMIT for a text past SCORER_TEXT_SIZE_MAX. What
 * is returned lives in desk->c. */
err scorer_read(const struct scorer_open *s, struct vader_desk *desk, struct slice text, bool whole, struct reading *ret);

/* Many texts at once, the same readings as one by one; a model is run by the crew. Of each text at most sentences_max are read. What is
 * returned lives in c. */
err scorer_read_many(struct ctx *c, const struct scorer_open *s, const struct bert_crew *crew, const struct slice *texts, size_t count, bool whole,
                     size_t sentences_max, struct reading *ret);

#endif
