/* lean.h - a column told by others of the same scale: the open is near the close before it, the high just above the higher of
 * open and close. What is left is small. */
#ifndef PACK_LEAN_H
#define PACK_LEAN_H

#include <stddef.h>
#include <stdint.h>

enum lean_kind {
    LEAN_NONE,                          /* the numbers themselves */
    LEAN_SAME,                          /* minus a of the same row */
    LEAN_BEFORE,                        /* minus a of the row before; the first row minus a of its own */
    LEAN_ABOVE,                         /* minus the greater of a and b */
    LEAN_BELOW,                         /* the lesser of a and b, minus the number */
    LEAN_COUNT,
};

/* left[i] = what is left of in[i]; modulo 2^64. b only for ABOVE and BELOW. */
void lean_off(enum lean_kind kind, const int64_t *in, const int64_t *a, const int64_t *b, size_t count, int64_t *left);

/* Back, in place. */
void lean_on(enum lean_kind kind, int64_t *left, const int64_t *a, const int64_t *b, size_t count);

#endif
