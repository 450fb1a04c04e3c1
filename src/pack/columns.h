/* columns.h - the rows of one key over one stretch of time, column by column in one blob, each column by the codec that
 * made it smallest. What goes in comes out bit for bit, whatever the bits of a double say.
 *
 *     head        "L2", count of rows, count of columns, size of the whole, checksum of head and directory
 *     directory   per column: type, codec, values that are there, place, size, checksum, zone (first, last, min, max, sum)
 *     columns     each on its own: a column is decoded without the others, unless it leans on them (lean.h)
 *
 * Head and directory answer what a zone can answer, and may be kept apart from the columns. A reader never trusts a blob:
 * every size and place is checked before it is followed. */
#ifndef PACK_COLUMNS_H
#define PACK_COLUMNS_H

#include <stdint.h>

#include "base/ctx.h"

enum {
    PACK_ROWS_MAX    = 8192,            /* of one blob */
    PACK_COLUMNS_MAX = 64,
    PACK_SLACK       = 64,              /* rows that a decoder may write past the last one: arrays have room for count + this */
    PACK_HEAD_SIZE   = 16,
    PACK_ENTRY_SIZE  = 56,              /* of the directory */
    PACK_HELD_MAX    = 3,
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
    const uint64_t *nulls;
};

enum column_codec {
    CODEC_NOTHING,                      /* not one value is there */
    CODEC_RAW, CODEC_INTS, CODEC_TIMES, CODEC_DECIMAL, CODEC_XOR, CODEC_WORDS,
    CODEC_COUNT,
};

union scalar {
    int64_t i;
    double  r;
};

/* What is known of a column without decoding it; of TEXT only the count. A null and a NaN are no values and take no part. The
 * sum of INT is modulo 2^64, `exact` where nothing overflowed; that of REAL was added up in the order of the rows. */
struct zone {
    size_t       count;                 /* values that are there */
    bool         exact;
    union scalar first, last, min, max, sum;
};

/* Encodes 1 to PACK_ROWS_MAX rows and PACK_COLUMNS_MAX columns; the blob lives in c. */
err columns_encode(struct ctx *c, size_t count, const struct column *columns, size_t column_count, struct slice *ret);

static inline size_t columns_head_size(size_t column_count) { return PACK_HEAD_SIZE + column_count * PACK_ENTRY_SIZE; }

/* A blob that is being read; points into it. */
struct packed {
    const char  *head;                  /* with the directory */
    struct slice body;                  /* from byte `skipped` of the whole on */
    size_t       skipped, count, column_count, size;
    size_t       held_count, held[PACK_HELD_MAX];       /* columns that others lean on, whose numbers an unpacker holds */
};

/* What a reader of many blobs keeps from one to the next: struct unpacker u = {.c = c}. For one thread. */
struct unpacker {
    struct ctx          *c;             /* texts live here too, until it ends */
    const struct packed *of;            /* whose columns are held */
    int64_t             *whole[PACK_HELD_MAX];
};

/* `body` begins with head and directory, and may end behind them. false: not a blob of ours, or its head is damaged. */
bool columns_open(struct slice body, struct packed *ret);

/* The same of a blob that was cut behind head and directory; with an empty rest it answers columns_zone() and decodes nothing. */
bool columns_open_parts(struct slice head, struct slice rest, struct packed *ret);

enum column_type  columns_type(const struct packed *p, size_t column);
enum column_codec columns_codec(const struct packed *p, size_t column);
void              columns_zone(const struct packed *p, size_t column, struct zone *ret);

/* Decodes one column into `out` (int64_t, double or struct slice; room for count + PACK_SLACK; slices point into the blob).
 * nulls: words for count bits, or NULL where nobody asks; an INT that is null repeats a neighbour, a TEXT is empty. false:
 * damaged or cut, or no memory; nothing in `out` is to be used then. */
bool columns_decode(struct unpacker *u, struct packed *p, size_t column, void *out, uint64_t *nulls);

/* Every column looked at; false names the first that is damaged (column_count: its size). */
bool columns_check(struct ctx *c, struct packed *p, size_t *ret_column);

#endif
