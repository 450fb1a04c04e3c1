/* blocks.h - a run of whole numbers in blocks of 1,024, each in the width that makes it smallest; the few that need more bits
 * are patched in behind it.
 *
 *     per block   1 byte   width, 0 to 64
 *                 1 byte   bytes of a patch: 4 or 8
 *                 2 bytes  count of patches
 *                 the numbers in that width, of a patched one the low bits; beyond 32 bits two grids, low halves and high ones
 *                 per patch 2 bytes: its place in the block; then per patch 4 or 8 bytes: the whole number
 *
 * Patched frame of reference: Zukowski and others, "Super-scalar RAM-CPU cache compression", 2006. */
#ifndef PACK_BLOCKS_H
#define PACK_BLOCKS_H

#include "base/text.h"

/* What blocks_put would add. */
size_t blocks_size(const uint64_t *in, size_t count);

void blocks_put(struct text *out, const uint64_t *in, size_t count);

/* A reader of blocks, one at a time. */
struct blocks {
    struct slice rest;
    size_t       left;                  /* numbers */
};

/* The next block's numbers, as 32 bits where all of them fit and *ret_wide is false. out has room for BITS_BLOCK numbers of
 * 32 bits, wide for as many of 64. Returns their count; 0: damaged, or none is left. */
size_t blocks_next(struct blocks *b, uint32_t *out, uint64_t *wide, bool *ret_wide);

#endif
