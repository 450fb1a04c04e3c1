#include "pack/checksum.h"

/* Four sums side by side, each step one to one in its sum: whatever single word changes, its sum does. The constants are those
 * of xxHash64 (Collet, 2014), the last mixing that of MurmurHash3 (Appleby, 2011). */
static uint64_t step(uint64_t sum, uint64_t word)
{
    sum = (sum ^ word) * 0x9e3779b185ebca87u;
    return sum ^ sum >> 29;
}

uint32_t checksum(struct slice s)
{
    enum { LANES = 4, WORD = 8 };
    uint64_t sum[LANES] = {0x165667b19e3779f9u, 0x85ebca77c2b2ae63u, 0x27d4eb2f165667c5u, s.size}, word;
    size_t   at = 0;
    for (; at + LANES * WORD <= s.size; at += LANES * WORD)
        _Pragma("GCC unroll 4") for (size_t k = 0; k < LANES; k++) {
            memcpy(&word, s.at + at + k * WORD, WORD);
            sum[k] = step(sum[k], word);
        }
    for (size_t k = 0; at < s.size; at += WORD, k++) {
        word = 0;
        memcpy(&word, s.at + at, s.size - at < WORD ? s.size - at : WORD);
        sum[k] = step(sum[k], word);
    }
    uint64_t all = step(step(step(sum[0], sum[1]), sum[2]), sum[3]);
    all = (all ^ all >> 33) * 0xff51afd7ed558ccdu;
    return (uint32_t)(all >> 32);
}
