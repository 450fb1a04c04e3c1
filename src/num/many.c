#include "num/many.h"

#include <assert.h>
#include <math.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "num/coefficients.h"
#include "num/elementary.h"
#include "num/random.h"

typedef double   four __attribute__((vector_size(32), aligned(8), may_alias));
typedef double   two __attribute__((vector_size(16), aligned(8), may_alias));
typedef uint64_t pair __attribute__((vector_size(16), aligned(8), may_alias));
typedef int64_t  whole __attribute__((vector_size(32), aligned(8), may_alias));

#pragma GCC diagnostic ignored "-Wpsabi"        /* vectors are passed between functions that are always inlined */

#define INLINE static inline __attribute__((always_inline))
#define FAST   __attribute__((target("avx2")))

enum { LANES = 4, BATCH = 256, ROUNDS = 10, UNIFORMS = 16 };

/* Adding this rounds to a whole number, which then stands in the low bits. */
static const double MAGIC = 0x1.8p52, EXPONENT_MAX = 700, CENTRE = 0.425, FAR_TAIL = 1.4e-11;

static const uint64_t MULTIPLY_0 = 0xD2511F53, MULTIPLY_1 = 0xCD9E8D57, LOW_HALF = 0xffffffff;
static const uint32_t WEYL_0 = 0x9E3779B9, WEYL_1 = 0xBB67AE85;

/* The product of two numbers below 2^32, in each of two lanes. */
INLINE pair product(pair a, pair b)
{
#ifdef __SSE2__
    return (pair)_mm_mul_epu32((__m128i)a, (__m128i)b);
#else
    return a * b;
#endif
}

/* A multiple of 2^-53 from the upper 53 bits; 2^-54 where they are 0. Halves of 32 bits become doubles without rounding. */
INLINE two uniform_of(pair bits)
{
    static const uint64_t magic = 0x4330000000000000;           /* 2^52 */
    pair kept = bits >> 11;
    two  high = (two)(kept >> 32 | magic) - 0x1p52, low = (two)((kept & LOW_HALF) | magic) - 0x1p52;
    return (high * 0x1p32 + low) * 0x1p-53 + (two)((pair)(kept == 0) & (pair)((two){0} + 0x1p-54));
}

struct state {                          /* of Philox, over two blocks */
    pair a, b, c, d;
};

INLINE struct state first_state(uint64_t stream, uint64_t block)
{
    pair n = block + (pair){0, 1};
    return (struct state){n & LOW_HALF, n >> 32, (stream & LOW_HALF) + (pair){0}, (stream >> 32) + (pair){0}};
}

INLINE struct state next_state(struct state s, uint32_t k, uint32_t l)
{
    pair first = product(s.a, MULTIPLY_0 + (pair){0}), second = product(s.c, MULTIPLY_1 + (pair){0});
    return (struct state){(second >> 32) ^ s.b ^ k, second & LOW_HALF, (first >> 32) ^ s.d ^ l, first & LOW_HALF};
}

INLINE void put_state(struct state s, double *out)
{
    two even = uniform_of(s.a | s.b << 32), odd = uniform_of(s.c | s.d << 32);
    out[0] = even[0], out[1] = odd[0], out[2] = even[1], out[3] = odd[1];
}

/* Eight blocks, from `block` on: sixteen uniforms. See random.c. A round waits for the one before it, so that four chains
 * go side by side. */
INLINE void uniforms(uint64_t seed, uint64_t stream, uint64_t block, double *out)
{
    struct state s = first_state(stream, block), t = first_state(stream, block + 2), u = first_state(stream, block + 4), v = first_state(stream, block + 6);
    uint32_t     k = (uint32_t)seed, l = (uint32_t)(seed >> 32);
    for (int i = 0; i < ROUNDS; i++, k += WEYL_0, l += WEYL_1) {
        s = next_state(s, k, l);
        t = next_state(t, k, l);
        u = next_state(u, k, l);
        v = next_state(v, k, l);
    }
    put_state(s, out);
    put_state(t, out + 4);
    put_state(u, out + 8);
    put_state(v, out + 12);
}

INLINE four cubic_of(const double c[4], four x) { return (c[0] + c[1] * x) + (c[2] + c[3] * x) * (x * x); }

INLINE four ratio_of(const double a[8], const double b[8], four x)
{
    four fourth = x * x * (x * x);
    return (cubic_of(a, x) + fourth * cubic_of(a + 4, x)) / (cubic_of(b, x) + fourth * cubic_of(b + 4, x));
}

INLINE four polynomial_of(const double c[12], four x)
{
    four fourth = x * x * (x * x);
    return cubic_of(c, x) + fourth * (cubic_of(c + 4, x) + fourth * cubic_of(c + 8, x));
}

/* The whole number in the low bits of x + MAGIC, as a double; exact below 2^51. */
INLINE four number_of(whole k) { return (four)(k + (int64_t)0x4338000000000000) - MAGIC; }

INLINE four log_of(four x)
{
    whole k = ((whole)x - (int64_t)ROOT_HALF) >> 52;
    four  m = (four)((whole)x - (k << 52)), s = (m - 1) / (m + 1), square = s * s, powers = number_of(k);
    return powers * LN2_HIGH + (2 * s + (s * square * polynomial_of(LOG_SERIES, square) + powers * LN2_LOW));
}

/* x within EXPONENT_MAX. Rounding to the nearest even is the floor of x + 1/2 but for ties, which are taken back. */
INLINE four exp_of(four x)
{
    four  v = x * LN2_INVERSE + 0.5, near = (v + MAGIC) - MAGIC, k = near - (four)((whole)(near > v) & (whole)((four){0} + 1));
    four  r = (x - k * LN2_HIGH) - k * LN2_LOW, fourth = r * r * (r * r);
    four  sum = polynomial_of(EXP_TAYLOR, r) + fourth * fourth * fourth * (EXP_TAYLOR[12] + EXP_TAYLOR[13] * r);
    whole power = ((whole)(k + MAGIC) - (int64_t)0x4338000000000000 + 1023) << 52;
    return sum * (four)power;
}

/* Quantiles of the uniforms of a batch. The middle is found for all; who stands further out is noted, and mended after. */
INLINE size_t middles(const double *p, size_t count, double *out, uint16_t *tail)
{
    size_t tails = 0;
    for (size_t i = 0; i < count; i += LANES) {
        four q = *(const four *)(const void *)(p + i) - 0.5;
        *(four *)(void *)(out + i) = q * ratio_of(MIDDLE_ABOVE, MIDDLE_BELOW, 0.180625 - q * q);
        for (size_t k = i; k < i + LANES; k++) {
            tail[tails] = (uint16_t)k;
            tails += fabs(p[k] - 0.5) > CENTRE;
        }
    }
    return tails;
}

INLINE void mend_tails(const double *p, double *out, const uint16_t *tail, size_t tails)
{
    for (size_t i = 0; i < tails; i += LANES) {
        four at = {0}, q, z, r;
        for (size_t k = 0; k < LANES; k++) at[k] = p[tail[i + k < tails ? i + k : i]];
        q = at - 0.5;
        whole low = q < 0;
        four  small = (four)(((whole)at & low) | ((whole)(1 - at) & ~low));
        r = -log_of(small);
        for (size_t k = 0; k < LANES; k++) r[k] = sqrt(r[k]);
        z = ratio_of(OUTER_ABOVE, OUTER_BELOW, r - 1.6);
        for (size_t k = 0; k < LANES && i + k < tails; k++)
            out[tail[i + k]] = small[k] < FAR_TAIL ? normal_quantile(at[k]) : q[k] < 0 ? -z[k] : z[k];
    }
}

/* One batch from an even draw on; room for a whole batch. */
INLINE void batch_any(uint64_t seed, uint64_t stream, uint64_t at, double *out)
{
    double   p[BATCH];
    uint16_t tail[BATCH + 1];
    for (size_t i = 0; i < BATCH; i += UNIFORMS) uniforms(seed, stream, (at + i) / 2, p + i);
    mend_tails(p, out, tail, middles(p, BATCH, out, tail));
}

INLINE void exp_any(double *values, size_t count)
{
    for (size_t i = 0; i < count; i += LANES) {
        four x = *(four *)(void *)(values + i);
        bool within = true;
        for (size_t k = 0; k < LANES; k++) within &= fabs(x[k]) <= EXPONENT_MAX;
        if (within) *(four *)(void *)(values + i) = exp_of(x);
        for (size_t k = 0; k < LANES && !within; k++) values[i + k] = exp_portable(x[k]);
    }
}

#if defined __x86_64__
FAST static void batch_fast(uint64_t seed, uint64_t stream, uint64_t at, double *out) { batch_any(seed, stream, at, out); }
FAST static void exp_fast(double *values, size_t count) { exp_any(values, count); }
static bool      is_fast(void) { return __builtin_cpu_supports("avx2"); }
#else
static void batch_fast(uint64_t seed, uint64_t stream, uint64_t at, double *out) { batch_any(seed, stream, at, out); }
static void exp_fast(double *values, size_t count) { exp_any(values, count); }
static bool is_fast(void) { return true; }
#endif
static void batch_plain(uint64_t seed, uint64_t stream, uint64_t at, double *out) { batch_any(seed, stream, at, out); }
static void exp_plain(double *values, size_t count) { exp_any(values, count); }

void random_normals(uint64_t seed, uint64_t stream, uint64_t at, size_t count, double *out)
{
    assert(at % 2 == 0);
    void (*batch)(uint64_t, uint64_t, uint64_t, double *) = is_fast() ? batch_fast : batch_plain;
    for (; count >= BATCH; count -= BATCH, at += BATCH, out += BATCH) batch(seed, stream, at, out);
    if (count == 0) return;
    double last[BATCH];
    batch(seed, stream, at, last);
    memcpy(out, last, count * sizeof *out);
}

void exp_each(double *values, size_t count)
{
    size_t even = count / LANES * LANES;
    if (is_fast()) exp_fast(values, even);
    else exp_plain(values, even);
    for (size_t i = even; i < count; i++) values[i] = exp_portable(values[i]);
}
