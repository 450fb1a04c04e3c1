#include "base/day.h"

#include <assert.h>

#include "base/number.h"

static const int64_t US_PER_MONTH = 2629746 * 1000000ll;       /* the mean Gregorian month */

/* Howard Hinnant, "chrono-compatible low-level date algorithms": days_from_civil and civil_from_days. */
int32_t day_of_date(struct date d)
{
    int      year = d.year - (d.month <= 2);
    int      era  = (year >= 0 ? year : year - 399) / 400;
    unsigned yoe  = (unsigned)(year - era * 400);
    unsigned doy  = (153u * (unsigned)(d.month > 2 ? d.month - 3 : d.month + 9) + 2) / 5 + (unsigned)d.day - 1;
    unsigned doe  = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + (int32_t)doe - 719468;
}

struct date date_of_day(int32_t day)
{
    int64_t  z   = (int64_t)day + 719468;
    int64_t  era = (z >= 0 ? z : z - 146096) / 146097;
    unsigned doe = (unsigned)(z - era * 146097);
    unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    unsigned mp  = (5 * doy + 2) / 153;
    int      month = (int)(mp < 10 ? mp + 3 : mp - 9);
    return (struct date){(int)(yoe + era * 400) + (month <= 2), month, (int)(doy - (153 * mp + 2) / 5 + 1)};
}

bool date_exists(struct date d)
{
    static const int8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (d.year < 1 || d.year > 9999 || d.month < 1 || d.month > 12 || d.day < 1) return false;
    bool leap = d.year % 4 == 0 && (d.year % 100 != 0 || d.year % 400 == 0);
    return d.day <= lengths[d.month - 1] + (leap && d.month == 2);
}

int weekday_of_day(int32_t day) { return (int)((((int64_t)day + 3) % 7 + 7) % 7); }      /* 1970-01-01 was a Thursday */

int32_t day_of_time(int64_t time)
{
    int64_t day = time / US_PER_DAY;
    return (int32_t)(time % US_PER_DAY < 0 ? day - 1 : day);
}

int32_t week_of_day(int32_t day) { return day - weekday_of_day(day); }

int32_t month_of_day(int32_t day, int months)
{
    struct date d     = date_of_day(day);
    int         month = (d.year - 1970) * 12 + d.month - 1;
    int         first = month - ((month % months) + months) % months;
    int         year  = 1970 + (first >= 0 ? first : first - 11) / 12;
    return day_of_date((struct date){year, first - (year - 1970) * 12 + 1, 1});
}

static bool digits(const char *at, int count, int *ret)
{
    int value = 0;
    for (int i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9') return false;
        value = value * 10 + (at[i] - '0');
    }
    *ret = value;
    return true;
}

bool day_read(struct slice s, int32_t *ret)
{
    struct date d;
    if (s.size != DAY_SIZE || s.at[4] != '-' || s.at[7] != '-') return false;
    if (!digits(s.at, 4, &d.year) || !digits(s.at + 5, 2, &d.month) || !digits(s.at + 8, 2, &d.day)) return false;
    if (!date_exists(d)) return false;
    *ret = day_of_date(d);
    return true;
}

static char *put_digits(char *at, int value, int count)
{
    for (int i = count - 1; i >= 0; i--, value /= 10) at[i] = (char)('0' + value % 10);
    return at + count;
}

size_t day_write(char *at, int32_t day)
{
    struct date d = date_of_day(day);
    char       *p = put_digits(at, d.year, 4);
    *p++ = '-';
    p    = put_digits(p, d.month, 2);
    *p++ = '-';
    p    = put_digits(p, d.day, 2);
    return (size_t)(p - at);
}

/* Reads "+01:00", "-0530" or "Z" into minutes east of Greenwich. */
static bool zone_read(struct slice s, int *ret)
{
    int hour, minute;
    *ret = 0;
    if (s.size == 0 || slice_like(s, "z")) return true;
    if (s.at[0] != '+' && s.at[0] != '-') return false;
    bool colon = s.size == 6 && s.at[3] == ':';
    if (!colon && s.size != 5) return false;
    if (!digits(s.at + 1, 2, &hour) || !digits(s.at + (colon ? 4 : 3), 2, &minute)) return false;
    if (hour > 23 || minute > 59) return false;
    *ret = (hour * 60 + minute) * (s.at[0] == '-' ? -1 : 1);
    return true;
}

bool time_read(struct slice s, int64_t *ret)
{
    int32_t day;
    int     hour = 0, minute = 0, second = 0, zone;
    int64_t fraction = 0;

    if (s.size < DAY_SIZE || !day_read((struct slice){s.at, DAY_SIZE}, &day)) return false;
    struct slice rest = {s.at + DAY_SIZE, s.size - DAY_SIZE};
    if (rest.size > 0) {
        if ((rest.at[0] != 'T' && rest.at[0] != 't' && rest.at[0] != ' ') || rest.size < 6) return false;
        if (!digits(rest.at + 1, 2, &hour) || rest.at[3] != ':' || !digits(rest.at + 4, 2, &minute)) return false;
        rest = (struct slice){rest.at + 6, rest.size - 6};
        bool seconds = rest.size >= 3 && rest.at[0] == ':';
        if (seconds) {
            if (!digits(rest.at + 1, 2, &second)) return false;
            rest = (struct slice){rest.at + 3, rest.size - 3};
        }
        if (seconds && rest.size > 1 && rest.at[0] == '.') {
            int64_t unit = 100000;
            size_t  used = 1;
            for (; used < rest.size && rest.at[used] >= '0' && rest.at[used] <= '9'; used++, unit /= 10)
                fraction += (rest.at[used] - '0') * unit;
            if (used == 1) return false;
            rest = (struct slice){rest.at + used, rest.size - used};
        }
        if (hour > 23 || minute > 59 || second > 59) return false;
    }
    if (!zone_read(rest, &zone)) return false;
    int64_t time = time_of_day(day) + hour * US_PER_HOUR + (minute - zone) * US_PER_MINUTE + second * US_PER_SECOND + fraction;
    if (zone && !date_exists(date_of_day(day_of_time(time)))) return false;     /* a zone may lead out of years 1 to 9999 */
    *ret = time;
    return true;
}

size_t time_write(char *at, int64_t time)
{
    int32_t day  = day_of_time(time);
    int64_t rest = time - time_of_day(day);
    char   *p    = at + day_write(at, day);
    *p++ = 'T';
    p    = put_digits(p, (int)(rest / US_PER_HOUR), 2);
    *p++ = ':';
    p    = put_digits(p, (int)(rest / US_PER_MINUTE % 60), 2);
    *p++ = ':';
    p    = put_digits(p, (int)(rest / US_PER_SECOND % 60), 2);
    int fraction = (int)(rest % US_PER_SECOND);
    if (fraction) {
        *p++ = '.';
        p    = put_digits(p, fraction, 6);
    }
    *p++ = 'Z';
    return (size_t)(p - at);
}

static const struct {
    const char *name;
    int64_t     span;           /* what one of it is */
} units[] = {                   /* the largest first, so that a span is written in the largest that fits */
    {"y", -12}, {"mo", -1}, {"w", 7 * 86400 * 1000000ll}, {"d", 86400 * 1000000ll}, {"h", 3600 * 1000000ll},
    {"m", 60 * 1000000ll}, {"s", 1000000ll}, {"us", 1},
};

enum { UNIT_COUNT = sizeof units / sizeof *units, SPAN_COUNT_MAX = 100000 };

bool span_read(struct slice s, int64_t *ret)
{
    size_t  used = 0;
    int64_t count;
    while (used < s.size && s.at[used] >= '0' && s.at[used] <= '9') used++;
    if (!int_read((struct slice){s.at, used}, &count) || count < 1 || count > SPAN_COUNT_MAX) return false;
    for (size_t i = 0; i < UNIT_COUNT; i++)
        if (slice_is((struct slice){s.at + used, s.size - used}, units[i].name)) {
            *ret = count * units[i].span;
            return true;
        }
    return false;
}

size_t span_write(char *at, int64_t span)
{
    assert(span != 0);
    for (size_t i = 0; i < UNIT_COUNT; i++) {
        if ((units[i].span < 0) != (span < 0) || span % units[i].span != 0) continue;
        size_t size = int_write(at, span / units[i].span), more = strlen(units[i].name);
        memcpy(at + size, units[i].name, more);
        return size + more;
    }
    return 0;
}

int64_t span_microseconds(int64_t span) { return span < 0 ? -span * US_PER_MONTH : span; }

int32_t day_before(int32_t day, int64_t span)
{
    if (span >= 0) return (int32_t)(day - (span + US_PER_DAY - 1) / US_PER_DAY);
    struct date d     = date_of_day(day);
    int64_t     month = d.year * 12ll + d.month - 1 + span;
    d.year  = (int)(month / 12);
    d.month = (int)(month % 12) + 1;
    while (!date_exists(d) && d.day > 28) d.day--;
    return day_of_date(d);
}
