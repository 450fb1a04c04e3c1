/* The kernel over AVX2 and FMA: sixteen lanes are two registers. bf16 is widened to f32, which is exact; int8 is multiplied in pairs of
 * sixteen bits, whose sums are exact where those of the byte instruction of AVX2 would saturate. */
#include "nlp/bert_kernel.h"

#if defined __x86_64__

#if defined __clang__
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC target("avx2,fma")
#endif

#include <immintrin.h>

#define INLINED static inline __attribute__((always_inline))

typedef struct { __m256 low, high; } lanes_f;
typedef struct { __m256i low, high; } lanes_i;

#define PAIR(a, b, instruction) {instruction((a).low, (b).low), instruction((a).high, (b).high)}

INLINED lanes_f f_load(const float *x)           { return (lanes_f){_mm256_loadu_ps(x), _mm256_loadu_ps(x + 8)}; }
INLINED void    f_store(float *x, lanes_f a)     { _mm256_storeu_ps(x, a.low), _mm256_storeu_ps(x + 8, a.high); }
INLINED lanes_f f_set(float x)                   { __m256 all = _mm256_set1_ps(x); return (lanes_f){all, all}; }
INLINED lanes_f f_add(lanes_f a, lanes_f b)      { return (lanes_f)PAIR(a, b, _mm256_add_ps); }
INLINED lanes_f f_sub(lanes_f a, lanes_f b)      { return (lanes_f)PAIR(a, b, _mm256_sub_ps); }
INLINED lanes_f f_mul(lanes_f a, lanes_f b)      { return (lanes_f)PAIR(a, b, _mm256_mul_ps); }
INLINED lanes_f f_div(lanes_f a, lanes_f b)      { return (lanes_f)PAIR(a, b, _mm256_div_ps); }
INLINED lanes_f f_min(lanes_f a, lanes_f b)      { return (lanes_f)PAIR(a, b, _mm256_min_ps); }
INLINED lanes_f f_max(lanes_f a, lanes_f b)      { return (lanes_f)PAIR(a, b, _mm256_max_ps); }
INLINED lanes_f f_abs(lanes_f a)                 { lanes_f sign = f_set(-0.0f); return (lanes_f)PAIR(sign, a, _mm256_andnot_ps); }
INLINED lanes_i i_set(int32_t x)                 { __m256i all = _mm256_set1_epi32(x); return (lanes_i){all, all}; }
INLINED lanes_i i_add(lanes_i a, lanes_i b)      { return (lanes_i)PAIR(a, b, _mm256_add_epi32); }
INLINED lanes_i i_sub(lanes_i a, lanes_i b)      { return (lanes_i)PAIR(a, b, _mm256_sub_epi32); }
INLINED lanes_i i_mul(lanes_i a, lanes_i b)      { return (lanes_i)PAIR(a, b, _mm256_mullo_epi32); }
INLINED lanes_f f_of_i(lanes_i a)                { return (lanes_f){_mm256_cvtepi32_ps(a.low), _mm256_cvtepi32_ps(a.high)}; }
INLINED lanes_i i_of_f(lanes_f a)                { return (lanes_i){_mm256_cvtps_epi32(a.low), _mm256_cvtps_epi32(a.high)}; }

INLINED lanes_f f_fma(lanes_f a, lanes_f b, lanes_f c)
{
    return (lanes_f){_mm256_fmadd_ps(a.low, b.low, c.low), _mm256_fmadd_ps(a.high, b.high, c.high)};
}

INLINED lanes_f f_round(lanes_f a)
{
    enum { NEAREST = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC };
    return (lanes_f){_mm256_round_ps(a.low, NEAREST), _mm256_round_ps(a.high, NEAREST)};
}

INLINED __m256 power_of_2(__m256 n)
{
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127)), 23));
}
INLINED lanes_f f_power_of_2(lanes_f n) { return (lanes_f){power_of_2(n.low), power_of_2(n.high)}; }

INLINED lanes_f f_select_negative(lanes_f x, lanes_f negative, lanes_f other)
{
    return (lanes_f){_mm256_blendv_ps(other.low, negative.low, x.low), _mm256_blendv_ps(other.high, negative.high, x.high)};
}

INLINED lanes_i i_load(const int32_t *x)
{
    return (lanes_i){_mm256_loadu_si256((const __m256i *)x), _mm256_loadu_si256((const __m256i *)(x + 8))};
}

INLINED lanes_i i_clamp(lanes_i a)
{
    lanes_i none = i_set(0), all = i_set(255);
    a = (lanes_i)PAIR(a, none, _mm256_max_epi32);
    return (lanes_i)PAIR(a, all, _mm256_min_epi32);
}

/* Lane i with lane i + 8, then halves of what is left: the order of every kernel. */
INLINED float f_total(lanes_f a)
{
    __m256 eight = _mm256_add_ps(a.low, a.high);
    __m128 four  = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    __m128 two   = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

INLINED float f_greatest(lanes_f a)
{
    __m256 eight = _mm256_max_ps(a.low, a.high);
    __m128 four  = _mm_max_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    __m128 two   = _mm_max_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
}

enum { BF16_STEP = 1, INT8_STEP = 2 };

typedef float   bf16_in;                /* rounded to bf16 already */
typedef lanes_f bf16_column;
typedef int16_t int8_in;
typedef struct { __m256i low, high; } int8_column;

INLINED __m256 bf16_widen(const uint16_t *x)
{
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)x)), 16));
}
INLINED lanes_f bf16_load(const uint16_t *x) { return (lanes_f){bf16_widen(x), bf16_widen(x + 8)}; }

INLINED lanes_f bf16_add(lanes_f sum, const bf16_in *a, bf16_column column) { return f_fma(f_set(*a), column, sum); }

INLINED __m256 bf16_round(__m256 x)
{
    __m256i bits = _mm256_castps_si256(x), odd = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
    bits = _mm256_add_epi32(bits, _mm256_add_epi32(odd, _mm256_set1_epi32(0x7fff)));
    return _mm256_castsi256_ps(_mm256_and_si256(bits, _mm256_set1_epi32((int)0xffff0000)));
}
INLINED void bf16_store(bf16_in *to, lanes_f x) { f_store(to, (lanes_f){bf16_round(x.low), bf16_round(x.high)}); }

INLINED int8_column int8_load(const int8_t *x)
{
    const __m128i *at = (const __m128i *)x;
    return (int8_column){_mm256_cvtepi8_epi16(_mm_loadu_si128(at)), _mm256_cvtepi8_epi16(_mm_loadu_si128(at + 1))};
}

/* Written out, because compilers move the products together and then run out of registers: half the speed. */
INLINED __m256i pairs_add(__m256i sum, __m256i a, __m256i b)
{
    __m256i product;
    __asm__("vpmaddwd %2, %3, %1\n\tvpaddd %1, %0, %0" : "+x"(sum), "=&x"(product) : "x"(a), "x"(b));
    return sum;
}

INLINED lanes_i int8_add(lanes_i sum, const int8_in *a, int8_column column)
{
    int32_t two;
    memcpy(&two, a, sizeof two);
    __m256i all = _mm256_set1_epi32(two);
    return (lanes_i){pairs_add(sum.low, all, column.low), pairs_add(sum.high, all, column.high)};
}

INLINED void int8_store(int8_in *to, lanes_i x)
{
    __m256i parts = _mm256_packs_epi32(x.low, x.high);          /* within halves: 0-3, 8-11, 4-7, 12-15 */
    _mm256_storeu_si256((__m256i *)to, _mm256_permute4x64_epi64(parts, _MM_SHUFFLE(3, 1, 2, 0)));
}

static bool runs_here(enum precision p)
{
    (void)p;
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

#define TILE_ROWS   6
#define TILE_PANELS 1
#define TILE_HEIGHTS(tile) ROWS(tile, 6) ROWS(tile, 4) ROWS(tile, 2) ROWS(tile, 1)
#define KERNEL      bert_avx2
#define KERNEL_NAME "AVX2"
#include "nlp/bert_body.h"

#if defined __clang__
#pragma clang attribute pop
#endif

#endif
