/* Slices: cutting loses nothing, trimming takes blanks only, comparing needs no NUL. */
#include "base/slice.h"

#include "../check.h"
#include "../scratch.h"

static struct slice s(const char *text) { return slice_of(text); }

TEST(slice_cut_and_rejoin_is_the_same_text)
{
    enum { SIZE = 24 };
    uint64_t seed = 3;
    for (int round = 0; round < 500; round++) {
        char   text[SIZE], joined[2 * SIZE];
        size_t size = random_below(&seed, SIZE), out = 0, parts = 0, stops = 0;
        for (size_t i = 0; i < size; i++) text[i] = random_below(&seed, 3) ? 'x' : ';', stops += text[i] == ';';
        bool ends_in_stop = size > 0 && text[size - 1] == ';';
        for (struct slice rest = {text, size}; rest.size > 0; parts++) {
            struct slice part = slice_cut(&rest, ';');
            CHECK(part.size == 0 || !memchr(part.at, ';', part.size));
            if (parts > 0) joined[out++] = ';';
            if (part.size) memcpy(joined + out, part.at, part.size);
            out += part.size;
        }
        if (ends_in_stop) joined[out++] = ';';
        CHECK(out == size && (size == 0 || memcmp(joined, text, size) == 0), "round %d", round);
        CHECK(parts == (size ? stops + !ends_in_stop : 0));
    }
}

TEST(slice_of_nothing_is_harmless)
{
    struct slice none = {0}, rest = none;
    CHECK(slice_same(none, s("")) && slice_is(none, "") && slice_like(none, "") && !slice_is(none, "x"));
    CHECK(slice_trim(none).size == 0 && slice_trim(s(" \t\r\n ")).size == 0);
    CHECK(slice_cut(&rest, ',').size == 0 && rest.size == 0);
    CHECK(slice_of(NULL).size == 0);
}

TEST(slice_compares_by_bytes_and_likes_by_letter)
{
    CHECK(slice_is(s("close"), "close") && !slice_is(s("close"), "closes") && !slice_is(s("closes"), "close"));
    CHECK(slice_like(s("Adj CLOSE"), "adj close") && !slice_like(s("[lose"), "{lose"));
    CHECK(slice_same((struct slice){"a\0b", 3}, (struct slice){"a\0b", 3}) && !slice_same((struct slice){"a\0b", 3}, (struct slice){"a\0c", 3}));
    CHECK(slice_same(slice_trim(s("  a b \r\n")), s("a b")));
}
