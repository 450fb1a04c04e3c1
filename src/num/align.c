#include "num/align.h"

#include <math.h>

size_t align_union(const int64_t *a, size_t count_a, const int64_t *b, size_t count_b, int64_t *out)
{
    size_t i = 0, j = 0, count = 0;
    while (i < count_a || j < count_b) {
        int64_t next = j == count_b || (i < count_a && a[i] <= b[j]) ? a[i] : b[j];
        i += i < count_a && a[i] == next;
        j += j < count_b && b[j] == next;
        out[count++] = next;
    }
    return count;
}

size_t align_intersection(const int64_t *a, size_t count_a, const int64_t *b, size_t count_b, int64_t *out)
{
    size_t i = 0, j = 0, count = 0;
    while (i < count_a && j < count_b) {
        if (a[i] == b[j]) out[count++] = a[i++], j++;
        else if (a[i] < b[j]) i++;
        else j++;
    }
    return count;
}

void align_rows(const int64_t *to, size_t to_count, const int64_t *from, size_t from_count, size_t *out)
{
    align_rows_as_of(to, to_count, from, from_count, 0, out);
}

void align_rows_as_of(const int64_t *to, size_t to_count, const int64_t *from, size_t from_count, int64_t tolerance, size_t *out)
{
    size_t next = 0;                    /* the first row of `from` that is later */
    for (size_t i = 0; i < to_count; i++) {
        while (next < from_count && from[next] <= to[i]) next++;
        out[i] = next > 0 && (tolerance < 0 || to[i] - from[next - 1] <= tolerance) ? next - 1 : ROW_NONE;
    }
}

void align_take(const double *values, const size_t *row, size_t count, double *out)
{
    for (size_t i = 0; i < count; i++) out[i] = row[i] == ROW_NONE ? NAN : values[row[i]];
}
