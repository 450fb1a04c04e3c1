/* xor.h - doubles that are no decimals, by what differs from the one before.
 *
 * A bit stream, the first bit of a byte the lowest: 64 bits the first number; then for each
 *     0            the same as before
 *     1 0 …        the bits that differ, in the window of the last one
 *     1 1 l m …    a window of its own: 5 bits leading zeros (31 for more), 6 bits length - 1, the bits
 *
 * Pelkonen and others, "Gorilla: a fast, scalable, in-memory time series database", 2015. */
#ifndef PACK_XOR_H
#define PACK_XOR_H

#include "base/text.h"

void xor_put(struct text *out, const uint64_t *in, size_t count);
bool xor_read(struct slice in, size_t count, uint64_t *out);

#endif
