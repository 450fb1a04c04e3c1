/* questionnaire.h - how willing somebody is to bear risk: thirteen questions after Grable and Lytton, "Financial risk tolerance
 * revisited: the development of a risk assessment instrument", Financial Services Review 8 (1999). Themes and points are theirs, the
 * words are ours. Sums run from 13 to 47; Kuzniak, Rabbani, Heo, Ruiz-Menjivar and Grable (2015) give bands and reliability. */
#ifndef ADVISE_QUESTIONNAIRE_H
#define ADVISE_QUESTIONNAIRE_H

#include "model/investor.h"

enum { OPTIONS_MAX = 4, TOLERANCE_SUM_MIN = 13, TOLERANCE_SUM_MAX = 47 };

struct question {
    const char *text;
    const char *options[OPTIONS_MAX];   /* a, b, …; NULL: there are no more */
    int         points[OPTIONS_MAX];
};

extern const struct question questionnaire[TOLERANCE_ITEMS];

/* Points of the answer to question `item` (from 0), or 0 where it is open; ERR_INVALID where there is no such option is noted by
 * questionnaire_check(). */
int answer_points(const char *answers, size_t item);

/* Notes a fault for each answer that its question does not offer. */
void questionnaire_check(struct ctx *c, const char *answers);

/* The sum, 13 to 47; 0 when an answer is open. */
int tolerance_sum(const char *answers);

/* 0 to 100: a fifth for each of the five published bands (to 18, 22, 28, 32 and 47), linear within them. */
double tolerance_score(int sum);

const char *tolerance_band(int sum);    /* "low" … "high" */

/* Pairs of questions that ask nearly the same, in other words: how far apart the answers stand, 0 to 1. */
struct contradiction {
    size_t first, second;               /* items, from 0 */
    double distance;
};

enum { PAIRS = 4 };

/* Those at least two thirds apart; *ret_consistency is one less the mean distance of all pairs that are answered, NaN with none. */
size_t contradictions(const char *answers, struct contradiction ret[PAIRS], double *ret_consistency);

#endif
