/* judge.h - what the files of this floor hand each other while a recommendation is made. */
#ifndef ADVISE_JUDGE_H
#define ADVISE_JUDGE_H

#include "advise/advise.h"

struct scored {
    const struct candidate *candidate;
    double                  total;
    size_t                  rank;
    double                  score[FACTORS_MAX], contribution[FACTORS_MAX];
};

struct verdict {                        /* grows from step to step */
    struct ctx               *c;
    const struct policy      *policy;
    const struct profile     *who;
    const struct advised     *advised;
    const struct market_view *market;
    enum band                 band;
    const char               *currency;
    size_t                    factors;
    size_t                    signal_index[FACTORS_MAX];
    struct scored            *passed;   /* best first once scored */
    size_t                    passed_count;
    struct exclusion         *excluded;
    size_t                    excluded_count;
    size_t                    considered;
};

/* As its source names it, or "unknown", which is a sector like others: it can be excluded, and has its cap. */
const char *candidate_sector(const struct candidate *k);

/* Turns away, with reason and detail, whatever a rule forbids; the rest stands in passed. */
err judge(struct verdict *v);

/* Scores those that passed against each other and puts the best first. */
err score(struct verdict *v);

/* The words of a position's reasons, made only from its numbers. */
err explain(struct verdict *v, const struct scored *s, struct position *p);

#endif
