/* section.h - the values of many assets at one time, set against each other.
 *
 * NaN is left out and stays NaN. See stat_ranks() and stat_scores() for ranks with shared ties and for scores that a few
 * far members do not bend. Pure, no allocation; `out` may be `values`; scratch has room for count
 * where not said. */
#ifndef NUM_SECTION_H
#define NUM_SECTION_H

#include <stddef.h>
#include <stdint.h>

/* Ranks as a share of the known ones: (0, 1], ties sharing the mean of theirs, as pandas' rank(pct=True). The values are
 * sorted by their bytes, so the cost does not depend on them. scratch has room for 2 count. */
struct section_key {
    uint64_t order;             /* grows with the value */
    uint64_t row;
};

void section_ranks(const double *values, size_t count, struct section_key *scratch, double *out);

/* (value - mean) / sample deviation. All NaN with fewer than two known values or none that differs. */
void section_zscores(const double *values, size_t count, double *scratch, double *out);

/* What lies outside the quantiles (type 7) at low and high is set to them; 0 <= low <= high <= 1. */
void section_winsorise(const double *values, size_t count, double low, double high, double *scratch, double *out);

/* Takes from each value the mean of its group. group[i] is from 0 to below group_count; sums and members have room for
 * group_count. A group of one member is left without a difference: 0. */
void section_neutralise(const double *values, const uint32_t *group, size_t count, size_t group_count, double *sums, size_t *members, double *out);

#endif
