/* elementary.h - exponential, logarithm and cosine whose bits are the same on every machine.
 *
 * The C library picks its code by processor, so its last bit may differ between two servers. What is drawn from a seed
 * must not: these use only additions, multiplications and divisions of IEEE 754, in a fixed order. Within 2 ulp (the
 * cosine within 2e-15). Pure, no allocation. */
#ifndef NUM_ELEMENTARY_H
#define NUM_ELEMENTARY_H

/* c[0] + c[1] x + c[2] x^2 + c[3] x^3 */
static inline double cubic(const double c[4], double x) { return (c[0] + c[1] * x) + (c[2] + c[3] * x) * (x * x); }

double exp_portable(double x);          /* 0 below -700, infinite above 700 */
double log_portable(double x);          /* of a denormal it is the C library's */
double cos_turns(double turns);         /* the cosine of that many full turns; turns from 0 to 1 */

#endif
