/* A segment of any bytes is refused or read within its bounds; what was read is written to the same bytes. */
#include "pack/segment.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds) abort();
}

/* Each column in memory of its own, so that a step too far is seen. */
static void read_all(struct slice body, size_t count)
{
    int64_t *at = malloc(count * sizeof *at + !count);
    double  *column[SEGMENT_COLUMNS_MAX];
    unsigned all = (1u << SEGMENT_COLUMNS_MAX) - 1;
    char    *again = malloc(segment_size_max(count, SEGMENT_COLUMNS_MAX));
    bool     held = at && again, missing = false;
    for (size_t k = 0; k < SEGMENT_COLUMNS_MAX; k++) held = (column[k] = malloc(count * sizeof(double) + !count)) && held;
    if (held) {
        check(segment_read(body, SEGMENT_COLUMNS_MAX, all, at, column));
        size_t size = segment_write(again, count, at, (const double *const *)column, SEGMENT_COLUMNS_MAX);
        for (size_t k = 0; k < SEGMENT_COLUMNS_MAX; k++) {      /* a column of nothing but NaN is left out the second time */
            bool any = false;
            for (size_t i = 0; i < count; i++) any |= !isnan(column[k][i]);
            missing |= ((uint8_t)body.at[1] >> k & 1) && !any;
        }
        check(missing || (size == body.size && memcmp(again, body.at, size) == 0));
    }
    for (size_t k = 0; k < SEGMENT_COLUMNS_MAX; k++) free(column[k]);
    free(again);
    free(at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice body = {size ? (const char *)data : NULL, size};
    size_t       count;
    int64_t      at;
    double       value, *one[] = {&value};
    if (!segment_count(body, &count)) {
        check(!segment_read(body, 1, 1, &at, one));
        return 0;
    }
    check(count <= size);
    read_all(body, count);
    return 0;
}
