/* day.h - days, instants and spans of time, and their texts. Proleptic Gregorian calendar, UTC, no leap seconds.
 *
 * A day is int32_t since 1970-01-01. An instant is int64_t microseconds since then. A span is int64_t: microseconds
 * when positive, calendar months when negative, so that `1mo` and `10y` stay exact. */
#ifndef BASE_DAY_H
#define BASE_DAY_H

#include <stdint.h>

#include "base/slice.h"

enum { DAY_NONE = INT32_MIN, DAY_SIZE = 10, TIME_SIZE_MAX = 27, SPAN_SIZE_MAX = 24 };

#define TIME_NONE INT64_MIN
#define SPAN_NONE INT64_MIN

static const int64_t US_PER_SECOND = 1000000, US_PER_MINUTE = 60 * 1000000ll, US_PER_HOUR = 3600 * 1000000ll,
                     US_PER_DAY    = 86400 * 1000000ll;

struct date {
    int year, month, day;
};

int32_t     day_of_date(struct date d);                 /* the date must exist */
struct date date_of_day(int32_t day);
bool        date_exists(struct date d);                 /* year 1 to 9999 */
int         weekday_of_day(int32_t day);                /* 0 is Monday */
int32_t     day_of_time(int64_t time);                  /* floor: the day the instant falls on */
static inline int64_t time_of_day(int32_t day) { return day * US_PER_DAY; }

/* First day of the week (Monday) or month that holds the day; months counts in steps from January 1970. */
int32_t week_of_day(int32_t day);
int32_t month_of_day(int32_t day, int months);

bool   day_read(struct slice s, int32_t *ret);          /* YYYY-MM-DD, nothing else */
size_t day_write(char *at, int32_t day);
bool   time_read(struct slice s, int64_t *ret);         /* RFC 3339, or a day, or the day and time without a zone (UTC) */
size_t time_write(char *at, int64_t time);              /* 2017-12-29T21:00:00Z, with a fraction when there is one */
bool   span_read(struct slice s, int64_t *ret);         /* 30s 1m 4h 1d 1w 1mo 10y */
size_t span_write(char *at, int64_t span);

/* A span in microseconds; a month counts as 30.436875 days. */
int64_t span_microseconds(int64_t span);

/* The day that lies a span before another; months keep the day of the month where it exists. */
int32_t day_before(int32_t day, int64_t span);

#endif
