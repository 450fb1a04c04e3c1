#include "pack/segment.h"

#include <assert.h>
#include <math.h>

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "segments are little endian");

enum { VERSION = 1 };

size_t segment_size_max(size_t count, size_t columns) { return SEGMENT_HEAD + count * 8 * (columns + 1); }

static bool all_missing(const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isnan(values[i])) return false;
    return true;
}

size_t segment_write(char *out, size_t count, const int64_t *at, const double *const *column, size_t columns)
{
    uint32_t size32 = (uint32_t)count;
    uint8_t  mask   = 0;
    char    *p      = out + SEGMENT_HEAD;
    memcpy(p, at, count * 8);
    p += count * 8;
    for (size_t k = 0; k < columns; k++) {
        if (all_missing(column[k], count)) continue;
        mask |= (uint8_t)(1u << k);
        memcpy(p, column[k], count * 8);
        p += count * 8;
    }
    memset(out, 0, SEGMENT_HEAD);
    out[0] = VERSION;
    out[1] = (char)mask;
    memcpy(out + 4, &size32, 4);
    return (size_t)(p - out);
}

bool segment_count(struct slice body, size_t *ret)
{
    uint32_t count;
    if (body.size < SEGMENT_HEAD || body.at[0] != VERSION || body.at[2] || body.at[3]) return false;
    memcpy(&count, body.at + 4, 4);
    size_t present = (size_t)__builtin_popcount((uint8_t)body.at[1]);
    if (body.size != segment_size_max(count, present)) return false;
    *ret = count;
    return true;
}

bool segment_read(struct slice body, size_t columns, unsigned wanted, int64_t *at, double *const *column)
{
    size_t count;
    if (!segment_count(body, &count)) return false;
    uint8_t     mask = (uint8_t)body.at[1];
    const char *p    = body.at + SEGMENT_HEAD;
    if (mask >> columns) return false;
    memcpy(at, p, count * 8);
    p += count * 8;
    for (size_t k = 0; k < columns; k++) {
        bool present = mask >> k & 1, want = wanted >> k & 1;
        if (want && present)  memcpy(column[k], p, count * 8);
        if (want && !present) for (size_t i = 0; i < count; i++) column[k][i] = NAN;
        if (present) p += count * 8;
    }
    return true;
}
