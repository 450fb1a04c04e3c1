#include "num/random.h"

#include <assert.h>
#include <math.h>

#include "num/elementary.h"

enum { ROUNDS = 10 };

/* Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011; multipliers and Weyl constants as
 * there. */
static const uint32_t MULTIPLY_0 = 0xD2511F53, MULTIPLY_1 = 0xCD9E8D57, WEYL_0 = 0x9E3779B9, WEYL_1 = 0xBB67AE85;

void philox(const uint32_t counter[4], const uint32_t key[2], uint32_t ret[4])
{
    uint32_t a = counter[0], b = counter[1], c = counter[2], d = counter[3], k = key[0], l = key[1];
    for (int i = 0; i < ROUNDS; i++, k += WEYL_0, l += WEYL_1) {
        uint64_t first = (uint64_t)MULTIPLY_0 * a, second = (uint64_t)MULTIPLY_1 * c;
        a = (uint32_t)(second >> 32) ^ b ^ k;
        b = (uint32_t)second;
        c = (uint32_t)(first >> 32) ^ d ^ l;
        d = (uint32_t)first;
    }
    ret[0] = a, ret[1] = b, ret[2] = c, ret[3] = d;
}

/* The seed is the key; the stream is the upper half of the counter, the block the lower. */
static void hold(struct random *r, uint64_t block)
{
    uint32_t word[4];
    philox((uint32_t[]){(uint32_t)block, (uint32_t)(block >> 32), (uint32_t)r->stream, (uint32_t)(r->stream >> 32)},
           (uint32_t[]){(uint32_t)r->seed, (uint32_t)(r->seed >> 32)}, word);
    r->held[0] = word[0] | (uint64_t)word[1] << 32;
    r->held[1] = word[2] | (uint64_t)word[3] << 32;
    r->block   = block + 1;
}

uint64_t random_bits(struct random *r)
{
    if (r->block != r->at / 2 + 1) hold(r, r->at / 2);
    return r->held[r->at++ % 2];
}

double random_uniform(struct random *r)
{
    uint64_t bits = random_bits(r) >> 11;
    return bits ? (double)bits * 0x1p-53 : 0x1p-54;
}

uint64_t random_below(struct random *r, uint64_t count)
{
    assert(count > 0);
    return (uint64_t)(((unsigned __int128)random_bits(r) * count) >> 64);
}

double random_normal(struct random *r) { return normal_quantile(random_uniform(r)); }

/* Bailey: "Polar generation of random variates with the t-distribution", Mathematics of Computation 62, 1994. */
double random_student(struct random *r, double freedom)
{
    assert(freedom > 0);
    double radius = random_uniform(r), angle = random_uniform(r);
    return sqrt(freedom * (exp_portable(-2 / freedom * log_portable(radius)) - 1)) * cos_turns(angle);
}

/* a[0] + a[1] x + … + a[7] x^7 over the same of b. All terms are positive here, so any order of adding is good. */
static double ratio(const double a[8], const double b[8], double x)
{
    double fourth = x * x * (x * x);
    return (cubic(a, x) + fourth * cubic(a + 4, x)) / (cubic(b, x) + fourth * cubic(b + 4, x));
}

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

double normal_quantile(double p)
{
    if (isnan(p) || p < 0 || p > 1) return NAN;
    double q = p - 0.5;
    if (fabs(q) <= 0.425) return q * ratio(MIDDLE_ABOVE, MIDDLE_BELOW, 0.180625 - q * q);

    double tail = q < 0 ? p : 1 - p;
    if (tail == 0) return q < 0 ? -INFINITY : INFINITY;
    double r = sqrt(-log_portable(tail));
    double z = r <= 5 ? ratio(OUTER_ABOVE, OUTER_BELOW, r - 1.6) : ratio(FAR_ABOVE, FAR_BELOW, r - 5);
    return q < 0 ? -z : z;
}
