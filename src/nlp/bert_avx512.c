/* The kernel over AVX-512: sixteen lanes are one register. bf16 needs AVX512_BF16, int8 AVX512_VNNI; each does in one instruction what
 * takes two or four fused steps of f32. */
#include "nlp/bert_kernel.h"

#if defined __x86_64__

#if defined __clang__
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,avx512vnni"))), apply_to = function)
#else
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,avx512vnni")
#endif

#include <immintrin.h>

#define INLINED static inline __attribute__((always_inline))

typedef __m512  lanes_f;
typedef __m512i lanes_i;

INLINED lanes_f f_load(const float *x)                  { return _mm512_loadu_ps(x); }
INLINED void    f_store(float *x, lanes_f a)            { _mm512_storeu_ps(x, a); }
INLINED lanes_f f_set(float x)                          { return _mm512_set1_ps(x); }
INLINED lanes_f f_add(lanes_f a, lanes_f b)             { return _mm512_add_ps(a, b); }
INLINED lanes_f f_sub(lanes_f a, lanes_f b)             { return _mm512_sub_ps(a, b); }
INLINED lanes_f f_mul(lanes_f a, lanes_f b)             { return _mm512_mul_ps(a, b); }
INLINED lanes_f f_div(lanes_f a, lanes_f b)             { return _mm512_div_ps(a, b); }
INLINED lanes_f f_fma(lanes_f a, lanes_f b, lanes_f c)  { return _mm512_fmadd_ps(a, b, c); }
INLINED lanes_f f_min(lanes_f a, lanes_f b)             { return _mm512_min_ps(a, b); }
INLINED lanes_f f_max(lanes_f a, lanes_f b)             { return _mm512_max_ps(a, b); }
INLINED lanes_f f_abs(lanes_f a)                        { return _mm512_abs_ps(a); }
INLINED lanes_f f_round(lanes_f a)                      { return _mm512_roundscale_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
INLINED lanes_f f_power_of_2(lanes_f n)                 { return _mm512_scalef_ps(_mm512_set1_ps(1), n); }
INLINED lanes_f f_of_i(lanes_i a)                       { return _mm512_cvtepi32_ps(a); }
INLINED lanes_i i_of_f(lanes_f a)                       { return _mm512_cvtps_epi32(a); }
INLINED lanes_i i_load(const int32_t *x)                { return _mm512_loadu_si512(x); }
INLINED lanes_i i_set(int32_t x)                        { return _mm512_set1_epi32(x); }
INLINED lanes_i i_add(lanes_i a, lanes_i b)             { return _mm512_add_epi32(a, b); }
INLINED lanes_i i_sub(lanes_i a, lanes_i b)             { return _mm512_sub_epi32(a, b); }
INLINED lanes_i i_mul(lanes_i a, lanes_i b)             { return _mm512_mullo_epi32(a, b); }
INLINED lanes_i i_clamp(lanes_i a)                      { return _mm512_min_epi32(_mm512_max_epi32(a, i_set(0)), i_set(255)); }

INLINED lanes_f f_select_negative(lanes_f x, lanes_f negative, lanes_f other)
{
    return _mm512_mask_mov_ps(other, _mm512_movepi32_mask(_mm512_castps_si512(x)), negative);
}

/* Lane i with lane i + 8, then halves of what is left: the order of every kernel. */
INLINED float f_total(lanes_f a)
{
    __m256 eight = _mm256_add_ps(_mm512_castps512_ps256(a), _mm512_extractf32x8_ps(a, 1));
    __m128 four  = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    __m128 two   = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

INLINED float f_greatest(lanes_f a)
{
    __m256 eight = _mm256_max_ps(_mm512_castps512_ps256(a), _mm512_extractf32x8_ps(a, 1));
    __m128 four  = _mm_max_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    __m128 two   = _mm_max_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
}

enum { BF16_STEP = 2, INT8_STEP = 4 };

typedef uint16_t bf16_in;
typedef __m512i  bf16_column;
typedef uint8_t  int8_in;
typedef __m512i  int8_column;

INLINED int32_t four_bytes(const void *at)
{
    int32_t four;
    memcpy(&four, at, sizeof four);
    return four;
}

INLINED bf16_column bf16_load(const uint16_t *x)    { return _mm512_loadu_si512(x); }
INLINED int8_column int8_load(const int8_t *x)      { return _mm512_loadu_si512(x); }

/* Written out, because through the intrinsic the compiler spills the sums: a third of the speed. */
INLINED lanes_f bf16_add(lanes_f sum, const bf16_in *a, bf16_column column)
{
    __asm__("vdpbf16ps %2, %1, %0" : "+v"(sum) : "v"(i_set(four_bytes(a))), "v"(column));
    return sum;
}

INLINED lanes_i int8_add(lanes_i sum, const int8_in *a, int8_column column)
{
    __asm__("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(i_set(four_bytes(a))), "v"(column));
    return sum;
}

/* To nearest, ties to even, in whole numbers: the same bits as the plain kernel, and no denormal becomes nought. */
INLINED void bf16_store(bf16_in *to, lanes_f x)
{
    __m512i bits = _mm512_castps_si512(x), odd = _mm512_and_si512(_mm512_srli_epi32(bits, 16), i_set(1));
    bits = i_add(bits, i_add(odd, i_set(0x7fff)));
    _mm256_storeu_si256((__m256i *)to, _mm512_cvtepi32_epi16(_mm512_srli_epi32(bits, 16)));
}

INLINED void int8_store(int8_in *to, lanes_i x) { _mm_storeu_si128((__m128i *)to, _mm512_cvtepi32_epi8(x)); }

static bool runs_here(enum precision p)
{
    bool base = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                __builtin_cpu_supports("avx512vl");
    switch (p) {
    case PRECISION_BF16: return base && __builtin_cpu_supports("avx512bf16");
    case PRECISION_INT8: return base && __builtin_cpu_supports("avx512vnni");
    default:             return base;
    }
}

#define TILE_ROWS   14
#define TILE_PANELS 2
#define TILE_HEIGHTS(tile) ROWS(tile, 14) ROWS(tile, 8) ROWS(tile, 4) ROWS(tile, 2) ROWS(tile, 1)
#define KERNEL      bert_avx512
#define KERNEL_NAME "AVX-512"
#include "nlp/bert_body.h"

#if defined __clang__
#pragma clang attribute pop
#endif

#endif
