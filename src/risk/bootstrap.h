/* bootstrap.h - series drawn again from a series, in blocks, so that what follows what is kept.
 *
 * Rows are told by index; any number of columns can follow. Draw k under a seed is the same whoever asks, on any machine.
 * Pure, no allocation. */
#ifndef RISK_BOOTSTRAP_H
#define RISK_BOOTSTRAP_H

#include <stddef.h>
#include <stdint.h>

enum bootstrap_kind {
    BOOTSTRAP_BLOCK,            /* circular blocks of one length (Politis and Romano 1992) */
    BOOTSTRAP_STATIONARY,       /* circular blocks of geometric length with that mean (Politis and Romano 1994) */
};

struct bootstrap {
    enum bootstrap_kind kind;
    double              length; /* of blocks, 1 or more; a whole number for BOOTSTRAP_BLOCK */
    uint64_t            seed;
};

/* The rows of draw k, from 0 to below count. */
void bootstrap_rows(const struct bootstrap *b, uint64_t k, size_t count, size_t *out);

struct interval {
    double low, middle, high;
};

/* The quantiles of a figure over `draws` draws, that hold `share` of them in the middle. A draw without the figure (NaN) is
 * left out; NaN when less than half are left. rows and values have room for count, scratch for draws. */
struct interval bootstrap_interval(const struct bootstrap *b, const double *series, size_t count, double (*figure)(const double *, size_t, void *), void *arg,
                                   size_t draws, double share, size_t *rows, double *values, double *scratch);

#endif
