/* ints.h - a column of whole numbers, as what remains after the obvious is taken off.
 *
 *     1 byte   mode: CONSTANT, OFFSETS, SIGNED, STEPS or PLAIN
 *     8 bytes  base: the least number, or the first
 *     8 bytes  unit: the common divisor of what remains; not for CONSTANT and PLAIN
 *     then     OFFSETS: (number - base) / unit
 *              SIGNED: number / unit, base 0; small on both sides of zero
 *              STEPS: number - the one before, / unit
 *              as blocks (blocks.h), of the signed ones zigzag: 0 -1 1 -2 …; or PLAIN: 8 bytes each
 *
 * Frame of reference: Goldstein and others, "Compressing relations and indexes", 1998. All arithmetic is modulo 2^64. */
#ifndef PACK_INTS_H
#define PACK_INTS_H

#include "base/text.h"

enum ints_mode { INTS_CONSTANT, INTS_OFFSETS, INTS_SIGNED, INTS_STEPS, INTS_PLAIN };

/* The mode that makes a sample from the middle smallest; *ret_size, where not NULL, is about what it makes of the whole. */
enum ints_mode ints_choose(const int64_t *in, size_t count, size_t *ret_size);

/* Adds the column. What turns out no smaller than PLAIN is that. */
void ints_put(struct text *out, const int64_t *in, size_t count, enum ints_mode mode);

/* out has room for count + BITS_SLACK. false: damaged. *ret_used are the bytes it took. */
bool ints_read(struct slice in, size_t count, int64_t *out, size_t *ret_used);

/* The greatest common divisor; of a number and 0 it is the number. */
uint64_t ints_divisor(uint64_t a, uint64_t b);

enum ints_mode ints_mode_of(struct slice in);

#endif
