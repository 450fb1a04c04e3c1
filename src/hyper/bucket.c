#include "hyper/bucket.h"

#include "base/day.h"
#include "hyper/spec.h"

struct bucket bucket_of(int64_t width, int64_t at)
{
    struct bucket b;
    if (width < 0) {
        chunk_bounds(width, at, &b.first, &b.last);
        return b;
    }
    int64_t origin = time_of_day(day_of_date((struct date){2000, 1, 3})), rest = (at % width - origin % width) % width;
    if (rest < 0) rest += width;
    if (__builtin_sub_overflow(at, rest, &b.first)) b.first = INT64_MIN;
    if (__builtin_add_overflow(at, width - 1 - rest, &b.last)) b.last = INT64_MAX;
    return b;
}

bool bucket_nests(int64_t inner, int64_t outer)
{
    if (inner < 0) return outer < 0 && outer % inner == 0;
    return outer > 0 ? outer % inner == 0 : US_PER_DAY % inner == 0;    /* a month begins with a day */
}
