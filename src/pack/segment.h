/* segment.h - how the bars of one segment lie in a blob.
 *
 *     byte 0      version, 1
 *     byte 1      bit k set: column k is there; a column of nothing but NaN is left out
 *     bytes 2-3   zero
 *     bytes 4-7   count, little endian
 *     then        count times int64_t, then each column that is there, count times double, native (little endian)
 *
 * Plain on purpose: the bits of every double come back. Codecs that shrink a column get versions of their own. */
#ifndef PACK_SEGMENT_H
#define PACK_SEGMENT_H

#include <stdint.h>

#include "base/slice.h"

enum { SEGMENT_HEAD = 8, SEGMENT_COLUMNS_MAX = 8 };

size_t segment_size_max(size_t count, size_t columns);

/* Writes count rows; at and each column may be anywhere. Returns the bytes written, at most segment_size_max(). */
size_t segment_write(char *out, size_t count, const int64_t *at, const double *const *column, size_t columns);

/* false: not a segment of ours, or cut. */
bool segment_count(struct slice body, size_t *ret);

/* Copies the times and the wanted columns (bit k) out; column[k] of others may be NULL. false: damaged, or it has more than
 * `columns` columns. */
bool segment_read(struct slice body, size_t columns, unsigned wanted, int64_t *at, double *const *column);

#endif
