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
    if (s.size == 0) return false;
    const char *at = s.at, *end = s.at + s.size;
    bool        negative = *at == '-';
    if (*at == '-' || *at == '+') at++;

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

bool number_scan(const char **at, const char *end, double *ret)
{
    const char *p = *at, *first = p, *point = NULL;
    uint64_t    mantissa = 0;
    unsigned    digit;
    while (p < end && (digit = (unsigned)(unsigned char)*p - '0') <= 9) mantissa = mantissa * 10 + digit, p++;
    if (p < end && *p == '.') {
        point = p++;
        while (p < end && (digit = (unsigned)(unsigned char)*p - '0') <= 9) mantissa = mantissa * 10 + digit, p++;
    }
    size_t digits   = (size_t)(p - first) - (point != NULL);
    size_t decimals = point ? (size_t)(p - point) - 1 : 0;
    if (digits == 0 || digits > DIGITS_MAX || mantissa > (1ull << 53)) return false;
    *ret = (double)mantissa / powers[decimals];
    *at  = p;
    return true;
}

bool int_read(struct slice s, int64_t *ret)
{
    if (s.size == 0) return false;
    const char *at = s.at, *end = s.at + s.size;
    bool        negative = *at == '-';
    if (*at == '-' || *at == '+') at++;
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

/* m / 10^p as digits with a point; p may be negative only by as much as m has digits. */
static size_t write_scaled(char *at, bool negative, int64_t m, int p)
{
    char   digits[24];
    size_t out = 0;
    while (p > 0 && m % 10 == 0) m /= 10, p--;
    size_t count = int_write(digits, m), whole = (int)count > p ? count - (size_t)p : 0;
    if (negative) at[out++] = '-';
    if (whole == 0) at[out++] = '0';
    for (size_t i = 0; i < whole; i++) at[out++] = digits[i];
    if (p == 0) return out;
    at[out++] = '.';
    for (size_t i = count; i < (size_t)p; i++) at[out++] = '0';
    for (size_t i = whole; i < count; i++) at[out++] = digits[i];
    return out;
}

/* Prices are decimals: the first scale whose rounded integer divides back to the same bits is the shortest text. */
static size_t write_decimal(char *at, double value)
{
    double size = fabs(value);
    for (int decimals = 0; decimals <= 9 && size < 1e15; decimals++) {
        double scaled = nearbyint(size * powers[decimals]);
        if (scaled >= 0x1p53) break;
        if (scaled / powers[decimals] == size) return write_scaled(at, signbit(value), (int64_t)scaled, decimals);
    }
    return 0;
}

enum { FIXED_LEAST_POWER = -5, FIXED_POWER_MAX = 14, LONG_POWER_MAX = 27, DIGITS_LEAST = 15, DIGITS_MOST = 17 };

/* Fewest of 15 to 17 digits that read back, found in 64-bit mantissas of long double. Their rounding can mislead once in a
 * thousand, so the text is read again by strtod; what does not come back goes the slow way. */
static size_t write_computed(char *at, double value)
{
    static const long double tens[] = {1e0L,  1e1L,  1e2L,  1e3L,  1e4L,  1e5L,  1e6L,  1e7L,  1e8L,  1e9L,  1e10L, 1e11L, 1e12L, 1e13L,
                                       1e14L, 1e15L, 1e16L, 1e17L, 1e18L, 1e19L, 1e20L, 1e21L, 1e22L, 1e23L, 1e24L, 1e25L, 1e26L, 1e27L};
    double size  = fabs(value);
    int    power = (int)floor(log10(size));
    if (size == 0 || power < FIXED_LEAST_POWER || power > FIXED_POWER_MAX) return 0;
    for (int digits = DIGITS_LEAST; digits <= DIGITS_MOST; digits++) {
        int p = digits - 1 - power;
        if (p < 0 || p > LONG_POWER_MAX) continue;
        int64_t m = (int64_t)roundl((long double)size * tens[p]);
        if ((double)((long double)m / tens[p]) != size) continue;
        size_t written = write_scaled(at, signbit(value), m, p);
        at[written] = 0;
        return strtod(at, NULL) == value ? written : 0;
    }
    return 0;
}

size_t number_write(char *at, double value)
{
    size_t size = write_decimal(at, value);
    if (size == 0) size = write_computed(at, value);
    if (size > 0) return size;
    /* Up to 15 digits survive in every normal double; a subnormal holds fewer, down to one. */
    for (int digits = fabs(value) < DBL_MIN ? 1 : DIGITS_LEAST; digits <= DIGITS_MOST; digits++) {
        size = (size_t)snprintf(at, NUMBER_SIZE_MAX, "%.*g", digits, value);
        if (strtod(at, NULL) == value) break;
    }
    return size;
}
