#include "base/number.h"
#include "sources/price_file.h"

/* Dates as files write them. The usual spelling is tried first; each other one has a function. */

static bool digit(char c) { return c >= '0' && c <= '9'; }

static bool day_from(int year, int month, int day, int32_t *ret)
{
    struct date d = {year, month, day};
    if (!date_exists(d)) return false;
    *ret = day_of_date(d);
    return true;
}

/* POSIX's pivot: 69 and later are of the last century. */
static int full_year(int64_t year, size_t digits) { return (int)(digits > 2 ? year : year < 69 ? 2000 + year : 1900 + year); }

static int month_named(struct slice s)
{
    static const char *const names[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
    if (s.size < 3) return 0;
    for (int m = 0; m < 12; m++)
        if (slice_like((struct slice){s.at, 3}, names[m])) return m + 1;
    return 0;
}

enum { PARTS = 3 };

/* Cuts "12/29/2017 …" or "Dec 29, 2017 …" into three parts; what follows them is left in *rest. */
static bool cut_parts(struct slice s, struct slice part[PARTS], struct slice *rest)
{
    size_t i = 0;
    for (int k = 0; k < PARTS; k++) {
        size_t from = i;
        while (i < s.size && !strchr("/-. ,", s.at[i])) i++;
        if (i == from) return false;
        part[k] = (struct slice){s.at + from, i - from};
        if (k == PARTS - 1) break;
        size_t gap = i;
        while (i < s.size && strchr("/-. ,", s.at[i])) i++;
        if (i == gap) return false;
    }
    *rest = (struct slice){s.at + i, s.size - i};
    return true;
}

static bool parted_day(struct slice s, enum date_order order, int32_t *ret, struct slice *rest)
{
    struct slice part[PARTS];
    int64_t      n[PARTS] = {0};
    int          named = -1;
    if (!cut_parts(s, part, rest)) return false;
    for (int k = 0; k < PARTS; k++) {
        if (int_read(part[k], &n[k]) && part[k].size <= 4) continue;
        n[k] = month_named(part[k]);
        if (n[k] == 0 || named >= 0) return false;
        named = k;
    }
    if (named != 0 && part[0].size == 4) return day_from((int)n[0], (int)n[1], (int)n[2], ret);
    if (named == 2 || (part[2].size != 2 && part[2].size != 4)) return false;
    int year = full_year(n[2], part[2].size);
    if (named == 0) return day_from(year, (int)n[0], (int)n[1], ret);
    if (named == 1) return day_from(year, (int)n[1], (int)n[0], ret);
    if (order == DATES_DMY) return day_from(year, (int)n[1], (int)n[0], ret);
    return day_from(year, (int)n[0], (int)n[1], ret);
}

static bool all_digits(struct slice s)
{
    for (size_t i = 0; i < s.size; i++)
        if (!digit(s.at[i])) return false;
    return s.size > 0;
}

/* What follows a day: nothing, or a time of day. It is read by writing the day before it in the usual spelling. */
static bool with_clock(int32_t day, struct slice rest, int64_t *ret)
{
    enum { CLOCK_SIZE_MAX = 20 };
    char usual[DAY_SIZE + 1 + CLOCK_SIZE_MAX];
    rest = slice_trim(rest);
    if (rest.size == 0) {
        *ret = time_of_day(day);
        return true;
    }
    if (rest.size > CLOCK_SIZE_MAX) return false;
    size_t size = day_write(usual, day);
    usual[size++] = ' ';
    if (rest.size >= 2 && rest.at[1] == ':') {          /* 9:30 */
        if (rest.size == CLOCK_SIZE_MAX) return false;
        usual[size++] = '0';
    }
    memcpy(usual + size, rest.at, rest.size);
    return time_read((struct slice){usual, size + rest.size}, ret);
}

static bool epoch(struct slice s, int64_t *ret)
{
    int64_t value;
    if (!int_read(s, &value)) return false;
    if (s.size < 9 || s.size > 16) return false;
    *ret = s.size >= 16 ? value : s.size >= 13 ? value * 1000 : value * US_PER_SECOND;
    return date_exists(date_of_day(day_of_time(*ret)));
}

bool price_time_read(struct slice s, enum date_order order, int64_t *ret)
{
    int32_t      day;
    int64_t      number;
    struct slice rest;
    s = slice_trim(s);
    if (s.size == DAY_SIZE && day_read(s, &day)) {
        *ret = time_of_day(day);
        return true;
    }
    if (time_read(s, ret)) return true;
    if (s.size >= 8 && all_digits((struct slice){s.at, 8}) && (s.size == 8 || !digit(s.at[8]))) {
        (void)int_read((struct slice){s.at, 8}, &number);               /* eight digits: it cannot fail */
        return day_from((int)(number / 10000), (int)(number / 100 % 100), (int)(number % 100), &day) &&
               with_clock(day, (struct slice){s.at + 8, s.size - 8}, ret);
    }
    if (all_digits(s)) return epoch(s, ret);
    return parted_day(s, order, &day, &rest) && with_clock(day, rest, ret);
}
