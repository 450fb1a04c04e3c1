/* columns.h - the rows of one key over one stretch of time, column by column in one blob, each column by the codec that
 * made it smallest. What goes in comes out bit for bit, whatever the bits of a double say.
 *
 *     head        magic and version, count of rows, count of columns, size, checksum of head and directory
 *     directory   per column: type, codec, place, size, checksum, zone (values that are there, first, last, min, max, sum)
 *     columns     each on its own: a column is decoded without the others, unless its codec says what it leans on
 *
 * A reader never trusts a blob: every size and place is checked before it is followed. */
#ifndef PACK_COLUMNS_H
#define PACK_COLUMNS_H

#include "base/ctx.h"

enum {
    PACK_ROWS_MAX    = 8192,            /* of one blob */
    PACK_COLUMNS_MAX = 64,
    PACK_SLACK       = 64,              /* rows that a decoder may write past the last one: arrays have room for count + this */
};

enum column_type { COLUMN_INT, COLUMN_REAL, COLUMN_TEXT };      /* int64_t, double, struct slice */

/* A column that goes in. A missing REAL is a NaN and needs no bit. nulls: bit i % 64 of word i / 64 set where row i is null,
 * whose value then says nothing; NULL: none is. */
struct column {
    enum column_type type;
    union {
        const int64_t      *ints;
        const double       *reals;
        const struct slice *texts;
    };
    const uint64_t  *nulls;
};

union scalar {
    int64_t i;
    double  r;
};

/* What is known of a column without decoding it; of TEXT only the count. NaN is not counted as a value, and takes no part. */
struct zone {
    size_t       count;                 /* values that are there */
    bool         exact;                 /* sum did not overflow (INT) and was added up in the order of the rows (REAL) */
    union scalar first, last, min, max, sum;
};

/* Encodes. Up to PACK_ROWS_MAX rows and PACK_COLUMNS_MAX columns; the blob lives in c. */
err columns_encode(struct ctx *c, size_t count, const struct column *columns, size_t column_count, struct slice *ret);

/* A blob that is being read; points into it. */
struct packed {
    struct slice body;
    size_t       count, column_count;
    const char  *directory;
};

/* false: not a blob of ours, cut, or its head is damaged. Costs no more than the head. */
bool columns_open(struct slice body, struct packed *ret);

enum column_type columns_type(const struct packed *p, size_t column);

/* Decodes one column into `out` (int64_t, double or struct slice; room for count + PACK_SLACK; slices point into the blob or
 * into `c`). nulls: words for count bits, or NULL where nobody asks. false: damaged; nothing in `out` is to be used then. */
bool columns_decode(struct ctx *c, const struct packed *p, size_t column, void *out, uint64_t *nulls);

void columns_zone(const struct packed *p, size_t column, struct zone *ret);

/* Every checksum and every column looked at; false names the column that is damaged (column_count: the head). */
bool columns_check(struct ctx *c, const struct packed *p, size_t *ret_column);

#endif
