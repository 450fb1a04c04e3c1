#include "num/elementary.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The natural logarithm of 2 in two parts: the high one has 20 trailing zero bits, so whole multiples of it are exact. */
static const double LN2_HIGH = 0x1.62e42fee00000p-1, LN2_LOW = 0x1.a39ef35793c76p-33, LN2_INVERSE = 0x1.71547652b82fep+0;

static const double EXPONENT_MAX = 700;         /* beyond it the result leaves the normal range */

static double from_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static uint64_t to_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* c[0] + c[1] x + … with the even and the odd powers side by side, which halves the wait. */
static double polynomial(const double *c, int degree, double x)
{
    double square = x * x, even = 0, odd = 0;
    for (int i = degree - degree % 2; i >= 0; i -= 2) even = even * square + c[i];
    for (int i = degree - !(degree % 2); i >= 1; i -= 2) odd = odd * square + c[i];
    return even + x * odd;
}

/* x = k ln 2 + r with |r| <= 0.35; the Taylor series of exp(r) to r^13 leaves less than 5e-18. */
double exp_portable(double x)
{
    static const double taylor[] = {1, 1, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320,
                                    1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800};
    if (isnan(x)) return x;
    if (x < -EXPONENT_MAX) return 0;
    if (x > EXPONENT_MAX) return INFINITY;

    double k = floor(x * LN2_INVERSE + 0.5);
    double r = (x - k * LN2_HIGH) - k * LN2_LOW;
    return polynomial(taylor, 13, r) * from_bits((uint64_t)((int64_t)k + 1023) << 52);
}

/* x = 2^k m with m around 1; log m = 2 atanh(s), s = (m - 1) / (m + 1), |s| <= 0.172; the series to s^23 leaves 1e-20. */
double log_portable(double x)
{
    assert(x >= 0x1p-1022 && isfinite(x));
    static const double series[] = {2.0 / 3,  2.0 / 5,  2.0 / 7,  2.0 / 9,  2.0 / 11, 2.0 / 13,
                                    2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21, 2.0 / 23};
    uint64_t bits = to_bits(x);
    int      k    = (int)(bits >> 52) - 1023;
    double   m    = from_bits((bits & 0xfffffffffffffull) | 0x3ff0000000000000ull);
    if (m > 0x1.6a09e667f3bcdp+0) m *= 0.5, k++;        /* above the square root of 2 */

    double s = (m - 1) / (m + 1), square = s * s;
    return k * LN2_HIGH + (2 * s + (s * square * polynomial(series, 10, square) + k * LN2_LOW));
}

/* Folded to an eighth of a turn, where the Taylor series of sine and cosine leave less than 1e-17. */
double cos_turns(double turns)
{
    static const double sine[]   = {1, -1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880, -1.0 / 39916800, 1.0 / 6227020800,
                                    -1.0 / 1307674368000};
    static const double cosine[] = {1, -1.0 / 2, 1.0 / 24, -1.0 / 720, 1.0 / 40320, -1.0 / 3628800, 1.0 / 479001600,
                                    -1.0 / 87178291200, 1.0 / 20922789888000};
    assert(turns >= 0 && turns <= 1);
    double t    = fabs(turns - 0.5);            /* cos(2 pi turns) = -cos(2 pi t), t from 0 to 0.5 */
    double sign = t > 0.25 ? 1 : -1;
    if (t > 0.25) t = 0.5 - t;                  /* now from 0 to 0.25 */

    double angle = 2 * M_PI * (t > 0.125 ? 0.25 - t : t), square = angle * angle;
    return sign * (t > 0.125 ? angle * polynomial(sine, 7, square) : polynomial(cosine, 8, square));
}
