/* mood.h - sentiment of articles over time: decayed means with shrinkage, what they rest on, how much is said, and where it goes.
 *
 * Pure, and the same bits in whatever order the articles came: items stand in the order of their time, and what is told of an instant
 * uses nothing later than it. */
#ifndef NLP_MOOD_H
#define NLP_MOOD_H

#include <stddef.h>
#include <stdint.h>

#include "base/day.h"
#include "base/slice.h"

enum {
    MOOD_VIEWS    = 3,                  /* half-lives: 6 hours, 1 day, 5 days */
    MOOD_DAYS_MAX = 20000,              /* days of a series: what is older fades into its first one */
};

extern const int64_t mood_half_life_us[MOOD_VIEWS];

struct mood_item {
    int64_t at;                         /* microseconds; not before the item that stands before it */
    double  score;                      /* -1 to 1 */
    double  weight;                     /* relevance x novelty x credibility x confidence, at least 0 */
};

struct mood_point {                     /* at one instant; NaN where next to nothing is left to tell it from */
    double score[MOOD_VIEWS];           /* N/(D + 1): N the decayed sum of weight x score, D that of the weights */
    double weight[MOOD_VIEWS];          /* D itself */
    double dispersion;                  /* deviation of the scores around their mean, in the view of 5 days */
    double momentum;                    /* the view of 6 hours minus that of 5 days */
    double buzz;                        /* D of a day against its mean over 30 days, in deviations */
};

/* Instants ascend; one point each. `buzz` counts from one instant to the next, so they should stand evenly, a day apart. */
void mood_run(const struct mood_item *items, size_t count, const int64_t *instants, size_t instant_count, struct mood_point *ret);

/* Day by day from the first item to `last`, each at its end in UTC: how many days that is, MOOD_DAYS_MAX at most, and the first of them.
 * count > 0, and no item is later. */
size_t mood_days(const struct mood_item *items, int32_t last, int32_t *ret_first);

/* What a follower of a story weighs, the first being 0: 0.75 to its rank, and nothing a day behind the first. */
double mood_novelty(size_t rank, int64_t behind_first_us);

/* What a source weighs, by a table: filings and wires 1, press 0.8, aggregators 0.5, social media 0.2; 0.5 where it is not known. */
double mood_credibility(struct slice source);

/* 1 - H(p)/ln 3 of three probabilities: 1 for a sure one, 0 where all are alike. */
double mood_confidence(double neg, double neu, double pos);

#endif
