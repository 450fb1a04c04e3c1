#include "pack/decimal.h"

#include <math.h>
#include <string.h>

static const double tens[DECIMAL_EXPONENT_MAX + 1] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14};

static const double  MAGIC = 0x1.8p52, LIMIT = 0x1p51;         /* a double that counts in ones, and what it can add exactly */
static const int64_t MAGIC_BITS = 0x4338000000000000;

static bool same_bits(double a, double b) { return memcmp(&a, &b, sizeof a) == 0; }

/* The whole number nearest to in * ten, where it gives `in` back. */
static bool split_one(double in, double ten, int64_t *ret)
{
    double scaled = in * ten;
    if (!(fabs(scaled) < LIMIT)) return false;
    double  shifted = scaled + MAGIC;
    int64_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    *ret = bits - MAGIC_BITS;
    return same_bits((shifted - MAGIC) / ten, in);
}

int decimal_exponent(const double *in, size_t count)
{
    enum { SAMPLE = 100, BITS_OF_ODD = 80, NEVER = DECIMAL_EXPONENT_MAX + 1 };
    size_t needs[NEVER + 1] = {0}, odd = 0, seen = count < SAMPLE ? count : SAMPLE;
    for (size_t i = 0; i < seen; i++) {
        size_t  at = count <= SAMPLE ? i : (uint32_t)(i * 2654435761u) % count;        /* no pattern: prices have some */
        int64_t n;
        int     e = 0;
        while (e < NEVER && !split_one(in[at], tens[e], &n)) e++;
        needs[e]++;
    }
    int    best = 0;
    double least = INFINITY;
    odd = needs[NEVER];
    for (int e = DECIMAL_EXPONENT_MAX; e >= 0; e--) {
        double bits = (double)(odd * BITS_OF_ODD) + (double)seen * e * 3.3219280948873623;
        if (bits < least) least = bits, best = e;
        odd += needs[e];
    }
    return best;
}

size_t decimal_split(const double *in, size_t count, int exponent, int64_t *ints, uint16_t *odd)
{
    double  ten    = tens[exponent];
    int64_t before = 0;
    size_t  odds   = 0;
    for (size_t i = 0; i < count; i++) {
        if (split_one(in[i], ten, &ints[i])) {
            before = ints[i];
            continue;
        }
        ints[i]     = before;
        odd[odds++] = (uint16_t)i;
    }
    return odds;
}

#define JOIN(name, bytes, ...)                                                                                  \
    typedef uint64_t name##_ints __attribute__((vector_size(bytes), aligned(8), may_alias));                    \
    typedef double  name##_reals __attribute__((vector_size(bytes), aligned(8), may_alias));                    \
    __VA_ARGS__ static void name(const int64_t *ints, size_t count, double ten, double *out)                    \
    {                                                                                                           \
        for (size_t i = 0; i < count; i += bytes / 8) {                                                         \
            name##_ints shifted = *(const name##_ints *)(ints + i) + (uint64_t)MAGIC_BITS;                      \
            *(name##_reals *)(out + i) = ((name##_reals)shifted - MAGIC) / ten;                                 \
        }                                                                                                       \
    }

JOIN(join_16, 16)
#ifdef __x86_64__
JOIN(join_32, 32, __attribute__((target("avx2"))))
JOIN(join_64, 64, __attribute__((target("avx512f"))))
#endif

void decimal_join(const int64_t *ints, size_t count, int exponent, double *out)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f")) {
        join_64(ints, count, tens[exponent], out);
        return;
    }
    if (__builtin_cpu_supports("avx2")) {
        join_32(ints, count, tens[exponent], out);
        return;
    }
#endif
    join_16(ints, count, tens[exponent], out);
}
