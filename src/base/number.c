#include "base/number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double powers[] = {1,    1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

enum {
    EXACT_POWER  = 22,          /* the largest power of ten that a double holds exactly */
    DIGITS_MAX   = 18,          /* digits that surely fit into 64 bits */
    LONGEST_TEXT = 400,         /* the longest decimal that we hand to strtod */
};

/* Odd cases (exponents, more than 18 digits, more than 2^53) go to the C library, which rounds correctly. */
static bool read_slowly(struct slice s, double *ret)
{
    char copy[LONGEST_TEXT + 1], *end;
    if (s.size == 0 || s.size > LONGEST_TEXT) return false;
    for (size_t i = 0; i < s.size; i++)
        if (!s.at[i] || !strchr("0123456789+-.eE", s.at[i])) return false;
    memcpy(copy, s.at, s.size);
    copy[s.size] = 0;
    double value = strtod(copy, &end);
    if (*end || !isfinite(value)) return false;
    *ret = value;
    return true;
}

/* A mantissa below 2^53 divided by an exact power of ten is one correctly rounded operation (Clinger, 1990). */
bool number_read(struct slice s, double *ret)
{
    const char *at = s.at, *end = s.at + s.size;
    bool        negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+')) at++;

    uint64_t    mantissa = 0;
    const char *first = at, *point = NULL;
    for (; at < end; at++) {
        unsigned digit = (unsigned)(unsigned char)*at - '0';
        if (digit <= 9) mantissa = mantissa * 10 + digit;
        else if (*at == '.' && !point) point = at;
        else return read_slowly(s, ret);
    }
    size_t digits   = (size_t)(end - first) - (point != NULL);
    size_t decimals = point ? (size_t)(end - point) - 1 : 0;
    if (digits == 0) return false;
    if (digits > DIGITS_MAX || mantissa > (1ull << 53) || decimals > EXACT_POWER) return read_slowly(s, ret);

    double value = (double)mantissa / powers[decimals];
    *ret = negative ? -value : value;
    return true;
}

bool int_read(struct slice s, int64_t *ret)
{
    const char *at = s.at, *end = s.at + s.size;
    bool        negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+')) at++;
    if (at == end) return false;

    int64_t value = 0;
    for (; at < end; at++) {
        int digit = *at - '0';
        if (digit < 0 || digit > 9) return false;
        if (__builtin_mul_overflow(value, 10, &value)) return false;
        if (__builtin_sub_overflow(value, digit, &value)) return false;     /* downwards: INT64_MIN has no positive */
    }
    if (!negative && value == INT64_MIN) return false;
    *ret = negative ? value : -value;
    return true;
}

size_t int_write(char *at, int64_t value)
{
    char     digits[20];
    size_t   count = 0, size = 0;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do digits[count++] = (char)('0' + rest % 10); while ((rest /= 10) > 0);
    if (value < 0) at[size++] = '-';
    while (count > 0) at[size++] = digits[--count];
    return size;
}

/* Prices are decimals: the first scale whose rounded integer divides back to the same bits is the shortest text. */
static size_t write_decimal(char *at, double value)
{
    double size = fabs(value);
    for (int decimals = 0; decimals <= 9 && size < 1e15; decimals++) {
        double scaled = nearbyint(size * powers[decimals]);
        if (scaled >= 0x1p53) break;
        if (scaled / powers[decimals] != size) continue;

        char   digits[24];
        size_t count = int_write(digits, (int64_t)scaled), out = 0;
        if (signbit(value)) at[out++] = '-';
        size_t whole = count > (size_t)decimals ? count - (size_t)decimals : 0;
        if (whole == 0) at[out++] = '0';
        for (size_t i = 0; i < whole; i++) at[out++] = digits[i];
        if (decimals == 0) return out;
        at[out++] = '.';
        for (size_t i = count; i < (size_t)decimals; i++) at[out++] = '0';
        for (size_t i = whole; i < count; i++) at[out++] = digits[i];
        return out;
    }
    return 0;
}

size_t number_write(char *at, double value)
{
    size_t size = write_decimal(at, value);
    if (size > 0) return size;
    /* Up to 15 digits survive in every normal double; a subnormal holds fewer, down to one. */
    for (int digits = fabs(value) < DBL_MIN ? 1 : 15; digits <= 17; digits++) {
        size = (size_t)snprintf(at, NUMBER_SIZE_MAX, "%.*g", digits, value);
        if (strtod(at, NULL) == value) break;
    }
    return size;
}
