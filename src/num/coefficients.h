/* coefficients.h - the numbers behind exp, log and the normal quantile, for their plain and their many-at-a-time forms. */
#ifndef NUM_COEFFICIENTS_H
#define NUM_COEFFICIENTS_H

#include <stdint.h>

/* The natural logarithm of 2 in two parts: the high one has 20 trailing zero bits, so whole multiples of it are exact. */
static const double LN2_HIGH = 0x1.62e42fee00000p-1, LN2_LOW = 0x1.a39ef35793c76p-33, LN2_INVERSE = 0x1.71547652b82fep+0;

static const uint64_t ROOT_HALF = 0x3fe6a09e667f3bcd;          /* the bits of root 1/2 */

static const double EXP_TAYLOR[] = {1, 1, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320,
                                1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800};
static const double LOG_SERIES[]  = {2.0 / 3,  2.0 / 5,  2.0 / 7,  2.0 / 9,  2.0 / 11, 2.0 / 13,
                                   2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21, 2.0 / 23, 2.0 / 25};

/* Wichura: "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37, 1988. The sums
 * of the mantissas that the paper prints (55.88319 28806 14901 4439, 49.33206 50330 16102 89036, 47.52583 31754 92896
 * 71629) are those of the three pairs of rows below. */
static const double MIDDLE_ABOVE[] = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                                      1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                                      3.3430575583588128105e4, 2.5090809287301226727e3};
static const double MIDDLE_BELOW[] = {1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
                                      2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
                                      5.2264952788528545610e3};
static const double OUTER_ABOVE[]  = {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
                                      3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
                                      2.27238449892691845833e-2, 7.74545014278341407640e-4};
static const double OUTER_BELOW[]  = {1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
                                      1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
                                      1.05075007164441684324e-9};
static const double FAR_ABOVE[]    = {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
                                      2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                      2.71155556874348757815e-5, 2.01033439929228813265e-7};
static const double FAR_BELOW[]    = {1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
                                      7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
                                      2.04426310338993978564e-15};

#endif
