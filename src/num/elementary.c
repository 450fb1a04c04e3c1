#include "num/elementary.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "num/coefficients.h"

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

/* Twelve coefficients, lowest first, in Estrin's order: as short a chain of waits as there is. */
static double polynomial(const double c[12], double x)
{
    double fourth = x * x * (x * x);
    return cubic(c, x) + fourth * (cubic(c + 4, x) + fourth * cubic(c + 8, x));
}

/* x = k ln 2 + r with |r| <= 0.35; the Taylor series of exp(r) to r^13 leaves less than 5e-18. */
double exp_portable(double x)
{
    if (isnan(x)) return x;
    if (x < -EXPONENT_MAX) return 0;
    if (x > EXPONENT_MAX) return INFINITY;

    double k      = floor(x * LN2_INVERSE + 0.5);
    double r      = (x - k * LN2_HIGH) - k * LN2_LOW;
    double fourth = r * r * (r * r);
    double sum    = polynomial(EXP_TAYLOR, r) + fourth * fourth * fourth * (EXP_TAYLOR[12] + EXP_TAYLOR[13] * r);
    return sum * from_bits((uint64_t)((int64_t)k + 1023) << 52);
}

/* x = 2^k m with m from root 1/2 to root 2; log m = 2 atanh(s), s = (m - 1) / (m + 1), |s| <= 0.172; the series to s^25
 * leaves 1e-22. */
double log_portable(double x)
{
    if (!(x >= 0x1p-1022 && x < INFINITY)) return log(x);       /* exact for 0 and infinity, NaN below 0 */

    int64_t k = (int64_t)(to_bits(x) - ROOT_HALF) >> 52;
    double  m = from_bits(to_bits(x) - ((uint64_t)k << 52));
    double  s = (m - 1) / (m + 1), square = s * s, powers = (double)k;
    return powers * LN2_HIGH + (2 * s + (s * square * polynomial(LOG_SERIES, square) + powers * LN2_LOW));
}

/* cos(2 pi turns) = sin(2 pi (|turns - 1/2| - 1/4)), of an angle no larger than a quarter turn: the Taylor series of the
 * sine to the 23rd power leaves 1e-20 there, and no branch is left to guess wrong. */
double cos_turns(double turns)
{
    static const double taylor[] = {1, -1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880, -1.0 / 39916800, 1.0 / 6227020800,
                                    -1.0 / 1307674368000, 1.0 / 355687428096000, -1.0 / 121645100408832000,
                                    1.0 / 51090942171709440000.0, -1.0 / 25852016738884976640000.0};
    assert(turns >= 0 && turns <= 1);
    double angle = 2 * M_PI * (fabs(turns - 0.5) - 0.25);
    return angle * polynomial(taylor, angle * angle);
}
