#include "nlp/unicode.h"

#include "nlp/unicode_table.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const uint64_t HIGH_BITS = 0x8080808080808080ull;

bool utf8_is_ascii(struct slice s)
{
    size_t   i = 0;
    uint64_t word;
    for (; i + sizeof word <= s.size; i += sizeof word) {
        memcpy(&word, s.at + i, sizeof word);
        if (word & HIGH_BITS) return false;
    }
    for (; i < s.size; i++)
        if (s.at[i] & 0x80) return false;
    return true;
}

/* The size of the sequence at `at`, or 0 where it is not valid. The second byte alone tells overlong and surrogate forms. */
static size_t sequence_size(const unsigned char *at, size_t left)
{
    if (at[0] < 0x80) return 1;
    if (at[0] < 0xc2 || at[0] > 0xf4) return 0;
    size_t size = at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
    if (left < size) return 0;
    unsigned char low = at[0] == 0xe0 ? 0xa0 : at[0] == 0xf0 ? 0x90 : 0x80, high = at[0] == 0xed ? 0x9f : at[0] == 0xf4 ? 0x8f : 0xbf;
    if (at[1] < low || at[1] > high) return 0;
    for (size_t i = 2; i < size; i++)
        if ((at[i] & 0xc0) != 0x80) return 0;
    return size;
}

size_t utf8_valid(struct slice s)
{
    size_t at = 0;
    while (at < s.size) {
        size_t size = sequence_size((const unsigned char *)s.at + at, s.size - at);
        if (size == 0) break;
        at += size;
    }
    return at;
}

uint32_t rune_read(const char *at, size_t *ret_size)
{
    const unsigned char *b = (const unsigned char *)at;
    if (b[0] < 0x80) return *ret_size = 1, b[0];
    if (b[0] < 0xe0) return *ret_size = 2, (b[0] & 0x1fu) << 6 | (b[1] & 0x3fu);
    if (b[0] < 0xf0) return *ret_size = 3, (b[0] & 0x0fu) << 12 | (b[1] & 0x3fu) << 6 | (b[2] & 0x3fu);
    return *ret_size = 4, (b[0] & 0x07u) << 18 | (b[1] & 0x3fu) << 12 | (b[2] & 0x3fu) << 6 | (b[3] & 0x3fu);
}

size_t rune_count(struct slice s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.size; i++) count += (s.at[i] & 0xc0) != 0x80;
    return count;
}

size_t rune_write(char *at, uint32_t rune)
{
    if (rune < 0x80) return at[0] = (char)rune, 1;
    size_t size = rune < 0x800 ? 2 : rune < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--, rune >>= 6) at[i] = (char)(0x80 | (rune & 0x3f));
    at[0] = (char)((size == 2 ? 0xc0 : size == 3 ? 0xe0 : 0xf0) | rune);
    return size;
}

/* The run that may hold the code point: the last whose first is not later. */
#define FIND(runs, rune, found)                                     \
    do {                                                            \
        size_t low_ = 0, high_ = COUNT(runs);                       \
        while (low_ < high_) {                                      \
            size_t middle_ = (low_ + high_) / 2;                    \
            if ((runs)[middle_].first <= (rune)) low_ = middle_ + 1; \
            else high_ = middle_;                                   \
        }                                                           \
        (found) = low_ ? &(runs)[low_ - 1] : NULL;                  \
    } while (0)

#define HOLDS(run, rune) ((run) && (rune) <= (run)->last && ((rune) - (run)->first) % (run)->step == 0)

size_t rune_lower(char *at, uint32_t rune)
{
    static const uint32_t I_WITH_DOT = 0x130, DOT_ABOVE = 0x307;
    const struct case_run *run;
    if (rune < 0x80) return at[0] = (char)(rune >= 'A' && rune <= 'Z' ? rune + 32 : rune), 1;
    if (rune == I_WITH_DOT) return at[0] = 'i', 1 + rune_write(at + 1, DOT_ABOVE);
    FIND(lower_runs, rune, run);
    return rune_write(at, HOLDS(run, rune) ? rune + (uint32_t)run->delta : rune);
}

bool rune_is_space(uint32_t rune)
{
    if (rune < 0x80) return rune == ' ' || (rune >= 0x09 && rune <= 0x0d) || (rune >= 0x1c && rune <= 0x1f);
    return rune == 0x85 || rune == 0xa0 || rune == 0x1680 || (rune >= 0x2000 && rune <= 0x200a) || rune == 0x2028 || rune == 0x2029 ||
           rune == 0x202f || rune == 0x205f || rune == 0x3000;
}

bool rune_is_upper(uint32_t rune)
{
    const struct range_run *run;
    if (rune < 0x80) return rune >= 'A' && rune <= 'Z';
    FIND(upper_runs, rune, run);
    return HOLDS(run, rune);
}

bool rune_is_lower_or_title(uint32_t rune)
{
    const struct range_run *run;
    if (rune < 0x80) return rune >= 'a' && rune <= 'z';
    FIND(lower_or_title_runs, rune, run);
    return HOLDS(run, rune);
}

bool text_is_upper(struct slice s)
{
    bool upper = false;
    for (size_t i = 0, size; i < s.size; i += size) {
        uint32_t rune = rune_read(s.at + i, &size);
        if (rune_is_lower_or_title(rune)) return false;
        upper |= rune_is_upper(rune);
    }
    return upper;
}
