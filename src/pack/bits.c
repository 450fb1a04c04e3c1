#include "pack/bits.h"

#include <string.h>

void bits_pack(const uint32_t *in, size_t count, unsigned width, void *out)
{
    uint32_t words[BITS_LANES * 33] = {0};
    size_t   rows = (count + BITS_LANES - 1) / BITS_LANES;
    for (size_t r = 0; r < rows && width > 0; r++) {
        size_t   bit = r * width, word = bit / 32;
        unsigned shift = (unsigned)(bit % 32);
        for (size_t lane = 0; lane < BITS_LANES; lane++) {
            uint64_t v = (uint64_t)in[r * BITS_LANES + lane] << shift;
            words[word * BITS_LANES + lane] |= (uint32_t)v;
            words[(word + 1) * BITS_LANES + lane] |= (uint32_t)(v >> 32);
        }
    }
    memcpy(out, words, bits_size(count, width));
}

void bits_unpack_scalar(const void *in, size_t count, unsigned width, uint32_t *out)
{
    uint32_t words[BITS_LANES * 33] = {0}, mask = width == 32 ? UINT32_MAX : (1u << width) - 1;
    memcpy(words, in, bits_size(count, width));
    for (size_t i = 0; i < count; i++) {
        size_t   bit = i / BITS_LANES * width, word = bit / 32, lane = i % BITS_LANES;
        uint64_t two = (uint64_t)words[(word + 1) * BITS_LANES + lane] << 32 | words[word * BITS_LANES + lane];
        out[i] = (uint32_t)(two >> bit % 32) & mask;
    }
}

/* One row of a grid is so many vectors. The same source for each kind of processor: the compiler knows which vectors it has. */
#define UNPACK(name, bytes, ...)                                                                                        \
    typedef uint32_t name##_vector __attribute__((vector_size(bytes), aligned(1), may_alias));                         \
    __VA_ARGS__ static void name(const uint32_t *words, size_t rows, unsigned width, uint32_t *out)                     \
    {                                                                                                                   \
        enum { EACH = BITS_LANES * 4 / bytes, LANES = bytes / 4 };                                                      \
        const uint32_t mask = width == 32 ? UINT32_MAX : (1u << width) - 1;                                             \
        for (size_t r = 0; r < rows; r++) {                                                                             \
            size_t          bit   = r * width;                                                                          \
            unsigned        shift = (unsigned)(bit % 32);                                                               \
            const uint32_t *from  = words + bit / 32 * BITS_LANES;                                                      \
            for (size_t k = 0; k < EACH; k++) {                                                                         \
                name##_vector v = *(const name##_vector *)(from + k * LANES) >> shift;                                  \
                if (shift + width > 32) v |= *(const name##_vector *)(from + BITS_LANES + k * LANES) << (32 - shift);   \
                *(name##_vector *)(out + r * BITS_LANES + k * LANES) = v & mask;                                        \
            }                                                                                                           \
        }                                                                                                               \
    }

UNPACK(unpack_16, 16)
#ifdef __x86_64__
UNPACK(unpack_32, 32, __attribute__((target("avx2"))))
UNPACK(unpack_64, 64, __attribute__((target("avx512f"))))
#endif

void bits_unpack(const void *in, size_t count, unsigned width, uint32_t *out)
{
    size_t rows = (count + BITS_LANES - 1) / BITS_LANES;
    if (width == 0) {
        memset(out, 0, rows * BITS_LANES * sizeof *out);
        return;
    }
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f")) {
        unpack_64(in, rows, width, out);
        return;
    }
    if (__builtin_cpu_supports("avx2")) {
        unpack_32(in, rows, width, out);
        return;
    }
#endif
    unpack_16(in, rows, width, out);
}
