#include "nlp/link_word.h"

#include "nlp/unicode.h"

static bool is_letter(char ch)
{
    unsigned char b = (unsigned char)ch;
    return (unsigned char)((b | 0x20) - 'a') < 26 || (unsigned char)(b - '0') < 10;
}

/* The size of what belongs to a word at `at`: an ASCII letter or digit, or another code point that is neither a blank nor punctuation of
 * the blocks that texts in Latin letters use. 0: it parts words. */
static size_t letter_size(struct slice text, size_t at)
{
    size_t   size;
    uint32_t rune;
    if (!(text.at[at] & 0x80)) return is_letter(text.at[at]);
    rune = rune_read(text.at + at, &size);
    bool mark = (rune >= 0x80 && rune < 0xc0) || rune == 0xd7 || rune == 0xf7 || (rune >= 0x2000 && rune < 0x2070) || (rune >= 0x20a0 && rune < 0x2e80) ||
                (rune >= 0x3000 && rune < 0x3004) || (rune >= 0xff00 && rune < 0xff10) || rune >= 0x1f000;
    return mark ? 0 : size;
}

static size_t word_end(struct slice text, size_t at)
{
    for (size_t step; at < text.size && (step = letter_size(text, at)); at += step) {}
    return at;
}

/* U.S. and p.l.c. are one word: two single letters or more, with full stops between them. */
static size_t initials_end(struct slice text, size_t at)
{
    size_t end = at, count = 0;
    for (; end + 1 < text.size && is_letter(text.at[end]) && text.at[end + 1] == '.'; end += 2) count++;
    bool last = count > 0 && end < text.size && is_letter(text.at[end]) && word_end(text, end) == end + 1;
    return count + last >= 2 ? end + last : at;
}

static bool begins_sentence(struct slice text, size_t at)
{
    while (at > 0 && (text.at[at - 1] == ' ' || text.at[at - 1] == '"' || text.at[at - 1] == '\'' || text.at[at - 1] == '(')) at--;
    return at == 0 || memchr(".!?:\n\r\t|", text.at[at - 1], 8) != NULL;
}

/* Where the address ends that a word begins, or 0. */
static size_t address_end(struct slice text, size_t at, size_t end)
{
    struct slice word = {text.at + at, end - at};
    if (end >= text.size || (text.at[end] != ':' && text.at[end] != '.')) return 0;
    if (!slice_like(word, "http") && !slice_like(word, "https") && !slice_like(word, "www")) return 0;
    while (end < text.size && !memchr(" \t\r\n\")", text.at[end], 6)) end++;
    return end;
}

static uint8_t flags_of(struct slice text, size_t at, size_t end)
{
    bool    small = false, capital = false;
    uint8_t flags = 0;
    for (size_t i = at; i < end; i++) {
        small   |= (unsigned char)(text.at[i] - 'a') < 26;
        capital |= (unsigned char)(text.at[i] - 'A') < 26;
    }
    if ((unsigned char)(text.at[at] - 'A') < 26) flags |= WORD_CAPITAL;
    if (text.at[at] & 0x80) {
        size_t size;
        if (rune_is_upper(rune_read(text.at + at, &size))) flags |= WORD_CAPITAL;
    }
    if (capital && !small) flags |= WORD_ALL_CAPITALS;
    if (small) flags |= WORD_HAS_SMALL;
    if (begins_sentence(text, at)) flags |= WORD_BEGINS_SENTENCE;
    if (at > 0 && text.at[at - 1] == '@') flags |= WORD_IN_ADDRESS;
    return flags;
}

static size_t lower_case(struct slice text, size_t at, size_t end, char lower[static LINK_WORD_SIZE_MAX])
{
    size_t size = 0;
    for (size_t step; at < end; at += step) {
        step = 1;
        if (text.at[at] == '.') continue;
        if (size + RUNE_LOWER_SIZE_MAX > LINK_WORD_SIZE_MAX) return 0;
        size += rune_lower(lower + size, rune_read(text.at + at, &step));
    }
    if (size == 3 && memcmp(lower, "and", 3) == 0) return lower[0] = '&', 1;
    return size;
}

/* &amp; is the sign too: texts come out of web pages. */
static size_t ampersand_size(struct slice text, size_t at)
{
    if (text.at[at] != '&') return 0;
    return text.size - at >= 5 && memcmp(text.at + at, "&amp;", 5) == 0 ? 5 : 1;
}

/* 's, with either apostrophe */
static size_t possessive_size(struct slice text, size_t at)
{
    static const char *const apostrophes[] = {"'", "\u2019"};
    for (size_t k = 0; k < 2; k++) {
        size_t size = strlen(apostrophes[k]), end = at + size + 1;
        if (end > text.size || memcmp(text.at + at, apostrophes[k], size) != 0 || (text.at[end - 1] | 0x20) != 's') continue;
        if (end == text.size || letter_size(text, end) == 0) return size + 1;
    }
    return 0;
}

/* The size of what is passed over at i: a mark or a blank. */
static size_t gap_size(struct slice text, size_t i)
{
    size_t size = 1;
    if (text.at[i] & 0x80) (void)rune_read(text.at + i, &size);
    return size;
}

bool link_word_next(struct slice text, size_t *at, struct link_word *ret, char lower[static LINK_WORD_SIZE_MAX], size_t *ret_lower_size)
{
    for (size_t i = *at, end; i < text.size; i = end) {
        size_t sign = ampersand_size(text, i);
        if (sign) {
            lower[0] = '&';
            *ret_lower_size = 1;
            *ret = (struct link_word){.at = (uint32_t)i, .size = (uint32_t)sign};
            *at  = i + sign;
            return true;
        }
        end = i + gap_size(text, i);
        if (letter_size(text, i) == 0) continue;
        end = initials_end(text, i);
        if (end == i) end = word_end(text, i);
        size_t address = address_end(text, i, end);
        if (address) {
            end = address;
            continue;
        }
        *ret = (struct link_word){.at = (uint32_t)i, .size = (uint32_t)(end - i), .flags = flags_of(text, i, end)};
        *ret_lower_size = lower_case(text, i, end, lower);
        *at = end + possessive_size(text, end);
        return true;
    }
    return false;
}
