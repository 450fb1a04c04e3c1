/* elementary.h - exponential, logarithm and cosine whose bits are the same on every machine.
 *
 * The C library picks its code by processor, so its last bit may differ between two servers. What is drawn from a seed
 * must not: these use only additions, multiplications and divisions of IEEE 754, in a fixed order. Within 2 ulp (the
 * cosine within 2e-15). Pure, no allocation. */
#ifndef NUM_ELEMENTARY_H
#define NUM_ELEMENTARY_H

double exp_portable(double x);          /* 0 below -700, infinite above 700 */
double log_portable(double x);          /* x is positive, finite and normal */
double cos_turns(double turns);         /* the cosine of that many full turns; turns from 0 to 1 */

#endif
