/* many.h - random normals and exponentials many at a time, the same bits as one by one.
 *
 * The formulas are those of random.c and elementary.c, operation by operation, over four lanes that never meet; what is far
 * out in a tail is left to the plain functions. Pure, no allocation. */
#ifndef NUM_MANY_H
#define NUM_MANY_H

#include <stddef.h>
#include <stdint.h>

/* out[i] = draw at + i of that stream as random_normal() gives it. `at` is even. */
void random_normals(uint64_t seed, uint64_t stream, uint64_t at, size_t count, double *out);

void exp_each(double *values, size_t count);        /* exp_portable() of each, in place */

#endif
