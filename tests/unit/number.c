/* Decimals to bits and back: every double comes back, texts are read as the C library reads them, the rest is refused. */
#include "base/number.h"

#include <float.h>
#include <math.h>

#include "../check.h"
#include "../scratch.h"

enum { PATTERNS = 700000, DECIMALS = 1000000, SPELLINGS = 300000 };

static bool same_bits(double a, double b) { return memcmp(&a, &b, sizeof a) == 0; }

static bool comes_back(double value, char at[NUMBER_SIZE_MAX + 1])
{
    double back;
    size_t size = number_write(at, value);
    if (size == 0 || size >= NUMBER_SIZE_MAX) return false;
    at[size] = 0;
    return number_read((struct slice){at, size}, &back) && same_bits(back, value);
}

TEST(number_bit_patterns_round_trip)
{
    uint64_t seed = 20240101;
    char     at[NUMBER_SIZE_MAX + 1];
    for (int i = 0; i < PATTERNS; i++) {
        uint64_t bits = random_next(&seed);
        double   value;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value) || comes_back(value, at)) continue;
        CHECK(false, "%a became %s", value, at);
        return;
    }
    CHECK(true);
}

/* Prices: some digits, the point somewhere. They come back, and their text is no longer than it was. */
TEST(number_decimals_round_trip_and_stay_short)
{
    uint64_t seed = 7;
    char     text[32], at[NUMBER_SIZE_MAX + 1];
    for (int i = 0; i < DECIMALS; i++) {
        int     decimals = (int)random_below(&seed, 10), digits = 1 + (int)random_below(&seed, 15 - (size_t)decimals);
        int64_t whole = (int64_t)(random_next(&seed) % (uint64_t)pow(10, digits)), part = (int64_t)(random_next(&seed) % (uint64_t)pow(10, decimals));
        int     size = decimals ? snprintf(text, sizeof text, "%lld.%0*lld", (long long)whole, decimals, (long long)part)
                                : snprintf(text, sizeof text, "%lld", (long long)whole);
        double  value;
        if (number_read((struct slice){text, (size_t)size}, &value) && same_bits(value, strtod(text, NULL)) && comes_back(value, at) &&
            strlen(at) <= (size_t)size) continue;
        CHECK(false, "%s became %s", text, at);
        return;
    }
    CHECK(true);
}

/* Any spelling of a finite number that C knows: as many digits and as large an exponent as it likes. */
TEST(number_reads_what_strtod_reads)
{
    uint64_t seed = 11;
    char     text[64];
    for (int i = 0; i < SPELLINGS; i++) {
        int size = 0, digits = 1 + (int)random_below(&seed, 24), point = (int)random_below(&seed, 30);
        if (random_below(&seed, 3) == 0) text[size++] = '-';
        for (int k = 0; k < digits; k++) {
            if (k == point) text[size++] = '.';
            text[size++] = (char)('0' + random_below(&seed, 10));
        }
        if (random_below(&seed, 3) == 0) size += snprintf(text + size, 8, "e%d", (int)random_below(&seed, 640) - 320);
        text[size] = 0;
        double value, expected = strtod(text, NULL);
        bool   read = number_read((struct slice){text, (size_t)size}, &value);
        if (read == (bool)isfinite(expected) && (!read || same_bits(value, expected))) continue;
        CHECK(false, "%s read as %a, not %a", text, value, expected);
        return;
    }
    CHECK(true);
}

TEST(number_edges_round_trip)
{
    static const double edges[] = {0, -0.0, 1, -1, DBL_MIN, DBL_MAX, -DBL_MAX, DBL_TRUE_MIN, -DBL_TRUE_MIN, DBL_EPSILON, 0x1p53, 0x1p53 - 1,
                                   0x1p53 + 2, 1e15, 1e15 - 1, 1e22, 1e23, 123456789012345.6, 0.1, 0.3, 1.0 / 3, 5e-324, 2.2250738585072011e-308,
                                   9007199254740993.0, 0.000001, 1e-9, 1e-10, 99999999.999999999};
    char at[NUMBER_SIZE_MAX + 1];
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) CHECK(comes_back(edges[i], at), "%a became %s", edges[i], at);
}

TEST(number_writes_the_shortest)
{
    static const struct { double value; const char *text; } cases[] = {
        {0, "0"}, {-0.0, "-0"}, {0.1, "0.1"}, {100, "100"}, {-2.5, "-2.5"}, {0.0005, "0.0005"}, {1e-7, "0.0000001"}, {1e21, "1e+21"},
        {5e-324, "5e-324"}, {1e-320, "1e-320"}, {123456.789, "123456.789"}, {1.0 / 3, "0.3333333333333333"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char at[NUMBER_SIZE_MAX + 1];
        at[number_write(at, cases[i].value)] = 0;
        CHECK(strcmp(at, cases[i].text) == 0, "%s, not %s", at, cases[i].text);
    }
}

TEST(number_refuses_what_is_none)
{
    static const struct slice refused[] = {
        {NULL, 0}, {"", 0}, {"-", 1}, {"+", 1}, {".", 1}, {"-.", 2}, {"e5", 2}, {"1e", 2}, {"1e+", 3}, {"--1", 3}, {"+-1", 3}, {"1.2.3", 5},
        {"0x10", 4}, {"inf", 3}, {"nan", 3}, {"INF", 3}, {"1,5", 3}, {" 1", 2}, {"1 ", 2}, {"1e999", 5}, {"-1e999", 6}, {"1\0", 2}, {"1\0002", 3},
        {"1e5\0", 4}, {"\0", 1}, {"1\n", 2}, {"12a", 3}, {"\xff", 1},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        double value = 42;
        CHECK(!number_read(refused[i], &value) && value == 42, "case %zu: '%.*s' read as %g", i, (int)refused[i].size,
              refused[i].at ? refused[i].at : "", value);
    }
    char   longer[1000];
    double value;
    memset(longer, '1', sizeof longer);
    CHECK(!number_read((struct slice){longer, sizeof longer}, &value));
}

TEST(int_reads_to_the_limits_and_no_further)
{
    static const struct { const char *text; int64_t value; } good[] = {
        {"0", 0}, {"-0", 0}, {"+7", 7}, {"007", 7}, {"9223372036854775807", INT64_MAX}, {"-9223372036854775808", INT64_MIN},
        {"-9223372036854775807", -INT64_MAX},
    };
    static const struct slice bad[] = {{NULL, 0}, {"", 0}, {"-", 1}, {"9223372036854775808", 19}, {"-9223372036854775809", 20},
                                       {"99999999999999999999", 20}, {"1.0", 3}, {"1e3", 3}, {" 1", 2}, {"1 ", 2}, {"--1", 3}, {"1\0", 2}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int64_t value = 42;
        CHECK(int_read(slice_of(good[i].text), &value) && value == good[i].value, "%s", good[i].text);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t value = 42;
        CHECK(!int_read(bad[i], &value) && value == 42, "case %zu", i);
    }
}

TEST(int_round_trips)
{
    uint64_t seed = 5;
    int      wrong = 0;
    for (int i = 0; i < 100000; i++) {
        int64_t value = (int64_t)random_next(&seed) >> random_below(&seed, 64), back;
        char    at[NUMBER_SIZE_MAX];
        size_t  size = int_write(at, value);
        if (!int_read((struct slice){at, size}, &back) || back != value) wrong++;
    }
    CHECK(wrong == 0);
}
