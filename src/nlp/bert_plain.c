/* The kernel in plain C: the reference of the others, and what runs where neither AVX2 nor AVX-512 does. fmaf() is exact everywhere, and
 * fast where the processor has the instruction. */
#include "nlp/bert_kernel.h"

#include <math.h>
#include <string.h>

#define INLINED static inline __attribute__((always_inline))

typedef struct { float at[BERT_LANES]; } lanes_f;
typedef struct { int32_t at[BERT_LANES]; } lanes_i;

#define EACH(type, value)                                               \
    do {                                                                \
        type each_;                                                     \
        for (size_t i = 0; i < BERT_LANES; i++) each_.at[i] = (value);  \
        return each_;                                                   \
    } while (0)

INLINED lanes_f f_load(const float *x)                  { EACH(lanes_f, x[i]); }
INLINED void    f_store(float *x, lanes_f a)            { memcpy(x, a.at, sizeof a.at); }
INLINED lanes_f f_set(float x)                          { EACH(lanes_f, x); }
INLINED lanes_f f_add(lanes_f a, lanes_f b)             { EACH(lanes_f, a.at[i] + b.at[i]); }
INLINED lanes_f f_sub(lanes_f a, lanes_f b)             { EACH(lanes_f, a.at[i] - b.at[i]); }
INLINED lanes_f f_mul(lanes_f a, lanes_f b)             { EACH(lanes_f, a.at[i] * b.at[i]); }
INLINED lanes_f f_div(lanes_f a, lanes_f b)             { EACH(lanes_f, a.at[i] / b.at[i]); }
INLINED lanes_f f_fma(lanes_f a, lanes_f b, lanes_f c)  { EACH(lanes_f, fmaf(a.at[i], b.at[i], c.at[i])); }
INLINED lanes_f f_min(lanes_f a, lanes_f b)             { EACH(lanes_f, a.at[i] < b.at[i] ? a.at[i] : b.at[i]); }
INLINED lanes_f f_max(lanes_f a, lanes_f b)             { EACH(lanes_f, a.at[i] > b.at[i] ? a.at[i] : b.at[i]); }
INLINED lanes_f f_abs(lanes_f a)                        { EACH(lanes_f, fabsf(a.at[i])); }
INLINED lanes_f f_round(lanes_f a)                      { EACH(lanes_f, rintf(a.at[i])); }
INLINED lanes_f f_power_of_2(lanes_f n)                 { EACH(lanes_f, ldexpf(1.0f, (int)n.at[i])); }
INLINED lanes_f f_of_i(lanes_i a)                       { EACH(lanes_f, (float)a.at[i]); }
INLINED lanes_i i_load(const int32_t *x)                { EACH(lanes_i, x[i]); }
INLINED lanes_i i_set(int32_t x)                        { EACH(lanes_i, x); }
INLINED lanes_i i_add(lanes_i a, lanes_i b)             { EACH(lanes_i, a.at[i] + b.at[i]); }
INLINED lanes_i i_sub(lanes_i a, lanes_i b)             { EACH(lanes_i, a.at[i] - b.at[i]); }
INLINED lanes_i i_mul(lanes_i a, lanes_i b)             { EACH(lanes_i, a.at[i] * b.at[i]); }
INLINED lanes_i i_clamp(lanes_i a)                      { EACH(lanes_i, a.at[i] < 0 ? 0 : a.at[i] > 255 ? 255 : a.at[i]); }

/* What the instruction gives for what is no int32_t, so that all kernels agree. */
INLINED lanes_i i_of_f(lanes_f a) { EACH(lanes_i, fabsf(a.at[i]) < 0x1p31f ? (int32_t)lrintf(a.at[i]) : INT32_MIN); }

INLINED lanes_f f_select_negative(lanes_f x, lanes_f negative, lanes_f other)
{
    EACH(lanes_f, signbit(x.at[i]) ? negative.at[i] : other.at[i]);
}

/* Lane i with lane i + 8, then halves of what is left: the order of every kernel. */
INLINED float f_total(lanes_f a)
{
    for (size_t half = BERT_LANES / 2; half; half /= 2)
        for (size_t i = 0; i < half; i++) a.at[i] += a.at[i + half];
    return a.at[0];
}

INLINED float f_greatest(lanes_f a)
{
    for (size_t half = BERT_LANES / 2; half; half /= 2)
        for (size_t i = 0; i < half; i++) a.at[i] = a.at[i] > a.at[i + half] ? a.at[i] : a.at[i + half];
    return a.at[0];
}

enum { BF16_STEP = 1, INT8_STEP = 1 };

typedef float   bf16_in;                /* rounded to bf16 already */
typedef lanes_f bf16_column;
typedef uint8_t int8_in;
typedef lanes_i int8_column;

INLINED lanes_f bf16_load(const uint16_t *x)                                    { EACH(lanes_f, float_of_bf16(x[i])); }
INLINED lanes_f bf16_add(lanes_f sum, const bf16_in *a, bf16_column column)     { return f_fma(f_set(*a), column, sum); }
INLINED lanes_f bf16_rounded(lanes_f x)                                         { EACH(lanes_f, float_of_bf16(bf16_of(x.at[i]))); }
INLINED void    bf16_store(bf16_in *to, lanes_f x)                              { f_store(to, bf16_rounded(x)); }
INLINED lanes_i int8_load(const int8_t *x)                                      { EACH(lanes_i, x[i]); }
INLINED lanes_i int8_add(lanes_i sum, const int8_in *a, int8_column column)     { EACH(lanes_i, sum.at[i] + *a * column.at[i]); }
INLINED void    int8_store(int8_in *to, lanes_i x)                              { for (size_t i = 0; i < BERT_LANES; i++) to[i] = (int8_in)x.at[i]; }

static bool runs_here(enum precision p) { return p < PRECISION_COUNT; }

#define TILE_ROWS   2
#define TILE_PANELS 1
#define TILE_HEIGHTS(tile) ROWS(tile, 2) ROWS(tile, 1)
#define KERNEL      bert_plain
#define KERNEL_NAME "plain C"
#include "nlp/bert_body.h"
