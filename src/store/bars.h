/* bars.h - the bars of a series: the hypertable `bar` as struct bars, and how new words on a series meet old ones. */
#ifndef STORE_BARS_H
#define STORE_BARS_H

#include "model/bars.h"
#include "store/store.h"

enum { ALL_COLUMNS = (1 << BAR_COLUMNS) - 1 };

/* Bars of a series with from <= at < to, oldest first; columns that are not wanted (bit k) are NULL. */
err store_read_bars(struct ctx *c, struct store *s, const struct series *series, int64_t from, int64_t to, unsigned wanted,
                    struct bars *ret);

/* Deletes the bars of a series and when they came; what they were corrected from stays. Inside a transaction. */
err store_forget_bars(struct ctx *c, struct store *s, int64_t series_id);

struct merged {                         /* what a merge did */
    int64_t stored, repeated, revised;
};

/* Brings bars into a series, inside a transaction: new ones are stored, those that say what is known are counted, those
 * that differ correct what is stored, whose old values are kept as a bar_revision that stood until known_at[i], when the
 * fresh bar i became known; new ones enter bar_arrival. `fresh` is strictly ascending; ERR_DATA outside the years 1 to 9999. Updates first, last, count and totals of the series, which the caller writes. Adds to *merged. */
err store_merge_bars(struct ctx *c, struct store *s, struct series *series, const struct bars *fresh,
                     const int64_t *known_at, int64_t import_id, struct merged *merged);

/* The same for many different series at once, of bars that lie behind all that each has: nothing is looked for, and where it pays
 * `workers` threads share the work. */
struct behind {
    struct series *series;
    struct bars    bars;
    const int64_t *known_at;
};
bool store_lies_behind(const struct series *series, const struct bars *b);
err  store_append_bars(struct ctx *c, struct store *s, const struct behind *all, size_t count, size_t workers, struct merged *merged);

#endif
