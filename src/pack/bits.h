/* bits.h - small numbers in as few bits as they need, 1,024 at a time.
 *
 * A block is a grid of 32 columns and up to 32 rows; each column is packed on its own into 32-bit words, and the words of the
 * columns lie side by side. So a row of 32 numbers is one shift and one mask of a vector, whatever the width: the vertical
 * layout of Lemire and Boytsov, "Decoding billions of integers per second through vectorization", 2015. A block that is not
 * full has fewer rows, and its last words hold what they need only. */
#ifndef PACK_BITS_H
#define PACK_BITS_H

#include <stddef.h>
#include <stdint.h>

enum { BITS_LANES = 32, BITS_BLOCK = 1024, BITS_SLACK = 64 };

/* Bytes of a block of count numbers of `width` bits, 0 to 32. */
static inline size_t bits_size(size_t count, unsigned width)
{
    size_t rows = (count + BITS_LANES - 1) / BITS_LANES;
    return (rows * width + 31) / 32 * BITS_LANES * 4;
}

/* in: BITS_BLOCK numbers, zero behind count, none wider than width. Writes bits_size() bytes. */
void bits_pack(const uint32_t *in, size_t count, unsigned width, void *out);

/* out: BITS_BLOCK numbers; those behind count may be anything. `in` need not be aligned. */
void bits_unpack(const void *in, size_t count, unsigned width, uint32_t *out);

/* The plain way, one number at a time; bits_unpack gives the same. */
void bits_unpack_scalar(const void *in, size_t count, unsigned width, uint32_t *out);

#endif
