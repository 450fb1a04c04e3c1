/* decimal.h - doubles that are decimals, as whole numbers over a power of ten.
 *
 * 12.34 is the double nearest to 1234 / 100, and one correctly rounded division gives it back: the same 64 bits. What is not
 * given back (NaN, infinities, -0, computed values) is odd and kept as it is. ALP (Afroozeh and others, "ALP: adaptive lossless
 * floating-point compression", 2023) multiplies twice where this divides once, so that every decimal comes back. */
#ifndef PACK_DECIMAL_H
#define PACK_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DECIMAL_EXPONENT_MAX = 14 };

/* The power of ten that makes a sample of the column smallest. */
int decimal_exponent(const double *in, size_t count);

/* ints[i] / 10^exponent is in[i], but for the odd ones, whose places go to odd; there ints repeats the number before. Returns
 * how many are odd. */
size_t decimal_split(const double *in, size_t count, int exponent, int64_t *ints, uint16_t *odd);

/* out[i] = ints[i] / 10^exponent; ints below 2^51 in size. Both have room for count + 8. */
void decimal_join(const int64_t *ints, size_t count, int exponent, double *out);

#endif
