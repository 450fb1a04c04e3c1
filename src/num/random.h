/* random.h - random numbers that are a function of where they stand: Philox 4x32-10, counter-based.
 *
 * Draw i of stream s under seed k is always the same number, whoever asks, in whatever order, on however many threads,
 * on whatever machine. Give each path, asset or purpose a stream of its own. Not for secrets. Pure, no allocation. */
#ifndef NUM_RANDOM_H
#define NUM_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {                 /* open it with .seed and .stream; .at may be moved anywhere, which is a jump */
    uint64_t seed, stream;
    uint64_t at;                /* index of the next 64-bit draw */
    uint64_t block;             /* which block is held, plus 1; 0 is none */
    uint64_t held[2];
};

/* One block of the generator: 128 random bits from a counter and a key. */
void philox(const uint32_t counter[4], const uint32_t key[2], uint32_t ret[4]);

uint64_t random_bits(struct random *r);

/* Between 0 and 1, never either: a multiple of 2^-53; where that would be 0, 2^-54 instead. */
double random_uniform(struct random *r);

/* A whole number from 0 to below count, each equally likely to within count / 2^64; one draw always. */
uint64_t random_below(struct random *r, uint64_t count);

/* Standard normal by inversion of one uniform: monotone in it, so that paired and stratified draws stay so. */
double random_normal(struct random *r);

/* Student's t with any degrees of freedom above 0 (not scaled to unit variance), by Bailey's polar method with the angle
 * drawn instead of a rejection: exact, and two draws always. */
double random_student(struct random *r, double freedom);

/* The quantile of the standard normal: Wichura's AS 241 (PPND16), relative error about 1e-16. -inf at 0, +inf at 1, NaN
 * outside. */
double normal_quantile(double p);

#endif
