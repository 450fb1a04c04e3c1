#include "num/random.h"

#include <assert.h>
#include <math.h>

#include "num/coefficients.h"
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
