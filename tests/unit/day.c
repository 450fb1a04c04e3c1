/* Days, instants and spans: a calendar that is walked day by day, and texts that come back or are refused. */
#include "base/day.h"

#include "../check.h"
#include "../scratch.h"

enum { FIRST_DAY = -200000, LAST_DAY = 3000000 };

static bool leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && leap(year));
}

/* A second calendar that only knows how to go one day on. */
static void step(struct date *d)
{
    if (++d->day <= month_days(d->year, d->month)) return;
    d->day = 1;
    if (++d->month <= 12) return;
    d->month = 1;
    d->year++;
}

TEST(day_walks_with_the_calendar)
{
    struct date d = date_of_day(FIRST_DAY);
    int         weekday = weekday_of_day(FIRST_DAY);
    CHECK(weekday_of_day(0) == 3 && day_of_date((struct date){1970, 1, 1}) == 0 && day_of_date((struct date){2000, 2, 29}) == 11016);
    for (int32_t day = FIRST_DAY; day <= LAST_DAY; day++, step(&d), weekday = (weekday + 1) % 7) {
        struct date same = date_of_day(day);
        bool good = same.year == d.year && same.month == d.month && same.day == d.day && day_of_date(d) == day && weekday_of_day(day) == weekday &&
                    weekday_of_day(week_of_day(day)) == 0 && day - week_of_day(day) == weekday && month_of_day(day, 1) == day - d.day + 1 &&
                    date_exists(d) == (d.year >= 1 && d.year <= 9999) && day_of_time(time_of_day(day)) == day && day_of_time(time_of_day(day) - 1) == day - 1;
        if (good) continue;
        CHECK(false, "day %d", (int)day);
        return;
    }
    CHECK(true);
}

TEST(day_months_go_in_steps_from_1970)
{
    for (int32_t day = -20000; day < 40000; day += 13) {
        for (int months = 1; months <= 24; months++) {
            int32_t     first = month_of_day(day, months);
            struct date f = date_of_day(first), d = date_of_day(day);
            int         index = (f.year - 1970) * 12 + f.month - 1, apart = (d.year - f.year) * 12 + d.month - f.month;
            if (first <= day && f.day == 1 && index % months == 0 && apart >= 0 && apart < months) continue;
            CHECK(false, "day %d in steps of %d", (int)day, months);
            return;
        }
    }
    CHECK(true);
}

TEST(day_texts_come_back)
{
    char    at[DAY_SIZE + 1] = {0};
    int32_t first = day_of_date((struct date){1, 1, 1}), last = day_of_date((struct date){9999, 12, 31}), back;
    int     wrong = 0;
    for (int32_t day = first; day <= last; day += day > -40000 && day < 40000 ? 1 : 97)
        if (day_write(at, day) != DAY_SIZE || !day_read((struct slice){at, DAY_SIZE}, &back) || back != day) wrong++;
    CHECK(wrong == 0);
    CHECK(day_write(at, last) == DAY_SIZE && strcmp(at, "9999-12-31") == 0, "%s", at);
    CHECK(day_write(at, first) == DAY_SIZE && strcmp(at, "0001-01-01") == 0, "%s", at);
}

TEST(day_refuses_what_no_calendar_has)
{
    static const char *const bad[] = {"", "2017", "2017-1-1", "2017-13-01", "2017-00-10", "2017-02-29", "1900-02-29", "2017-04-31", "2017-01-00",
                                      "0000-01-01", "2017/01/01", "2017-01-01 ", " 2017-01-01", "20170101", "2017-0a-01", "-017-01-01"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int32_t day = 42;
        CHECK(!day_read(slice_of(bad[i]), &day) && day == 42, "%s", bad[i]);
    }
    int32_t day;
    CHECK(day_read(slice_of("2000-02-29"), &day) && !day_read((struct slice){NULL, 0}, &day));
}

TEST(time_texts_come_back)
{
    uint64_t seed = 9;
    int      wrong = 0;
    int64_t  first = time_of_day(day_of_date((struct date){1, 1, 1})), last = time_of_day(day_of_date((struct date){9999, 12, 31}));
    for (int i = 0; i < 200000; i++) {
        char    at[TIME_SIZE_MAX];
        int64_t time = first + (int64_t)(random_next(&seed) % (uint64_t)(last - first)), back;
        if (i % 2) time -= ((time % US_PER_SECOND) + US_PER_SECOND) % US_PER_SECOND;
        size_t  size = time_write(at, time);
        if (size != (time % US_PER_SECOND ? TIME_SIZE_MAX : 20) || !time_read((struct slice){at, size}, &back) || back != time) wrong++;
    }
    CHECK(wrong == 0, "%d", wrong);
}

TEST(time_reads_zones_and_fractions)
{
    static const struct { const char *text; int64_t us; } good[] = {
        {"1970-01-01", 0}, {"1970-01-01T00:00Z", 0}, {"1970-01-01 00:00", 0}, {"1970-01-01t00:00:01z", 1000000}, {"1970-01-01T01:00:00+01:00", 0},
        {"1970-01-01T01:00:00+0100", 0}, {"1969-12-31T18:30:00-05:30", 0}, {"1970-01-01T00:00:00.5Z", 500000}, {"1970-01-01T00:00:00.000001", 1},
        {"1970-01-01T00:00:00.1234567899Z", 123456}, {"1970-01-02T00:00:00.25+23:59", 60250000}, {"1969-12-31T23:59:59.999999Z", -1},
    };
    static const char *const bad[] = {
        "", "1970", "1970-01-01T", "1970-01-01Z", "1970-01-01T0", "1970-01-01T00", "1970-01-01T00:0", "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z",
        "1970-01-01T00:00:60Z", "1970-01-01T00:00:00.", "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00+1", "1970-01-01T00:00:00+24:00", "1970-01-01T00:00:00+01:60",
        "1970-01-01T00:00:00 Z", "1970-01-01T00:00:00ZZ", "1970-01-01X00:00:00Z", "1970-02-30T00:00:00Z", "1970-01-01T00:00:0", "1970-01-01T00:00.5Z",
        "1970-01-01T-1:00:00Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "1970-01-01T00:00:00+01:0x", "1970-01-01+01:00",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int64_t time = 42;
        CHECK(time_read(slice_of(good[i].text), &time) && time == good[i].us, "%s is %lld", good[i].text, (long long)time);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t time = 42;
        CHECK(!time_read(slice_of(bad[i]), &time) && time == 42, "%s", bad[i]);
    }
}

TEST(span_texts_come_back)
{
    static const struct { const char *text; int64_t span; const char *written; } good[] = {
        {"30s", 30 * 1000000ll, "30s"}, {"1m", 60000000, "1m"}, {"60m", 3600000000, "1h"}, {"4h", 14400000000, "4h"}, {"1d", 86400000000, "1d"},
        {"7d", 604800000000, "1w"}, {"1w", 604800000000, "1w"}, {"1mo", -1, "1mo"}, {"12mo", -12, "1y"}, {"18mo", -18, "18mo"}, {"10y", -120, "10y"},
        {"250us", 250, "250us"}, {"100000y", -1200000, "100000y"},
    };
    static const char *const bad[] = {"", "d", "0d", "-1d", "+1d", "1", "1 d", "1x", "1D", "100001y", "99999999999999999999s", "1.5h", "1mon", " 1d", "1d "};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int64_t span = 42;
        char    at[SPAN_SIZE_MAX + 1] = {0};
        CHECK(span_read(slice_of(good[i].text), &span) && span == good[i].span, "%s", good[i].text);
        (void)span_write(at, good[i].span);
        CHECK(strcmp(at, good[i].written) == 0, "%s, not %s", at, good[i].written);
        CHECK(span_microseconds(good[i].span) > 0);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t span = 42;
        CHECK(!span_read(slice_of(bad[i]), &span) && span == 42, "%s", bad[i]);
    }
    CHECK(!span_read((struct slice){NULL, 0}, &(int64_t){0}));
}

TEST(day_before_keeps_the_day_of_the_month_where_it_exists)
{
    static const struct { struct date of; int64_t span; struct date is; } cases[] = {
        {{2024, 3, 31}, -1, {2024, 2, 29}}, {{2023, 3, 31}, -1, {2023, 2, 28}}, {{2024, 2, 29}, -12, {2023, 2, 28}}, {{2024, 2, 29}, -48, {2020, 2, 29}},
        {{2024, 1, 15}, -1, {2023, 12, 15}}, {{2024, 12, 31}, -1, {2024, 11, 30}}, {{2024, 7, 31}, -120, {2014, 7, 31}}, {{2024, 1, 31}, -2, {2023, 11, 30}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t day = day_before(day_of_date(cases[i].of), cases[i].span), is = day_of_date(cases[i].is);
        CHECK(day == is, "case %zu: %d, not %d", i, (int)day, (int)is);
    }
    CHECK(day_before(100, US_PER_DAY) == 99 && day_before(100, 1) == 99 && day_before(100, 7 * US_PER_DAY) == 93 && day_before(100, US_PER_DAY + 1) == 98);
    for (int32_t day = -20000; day < 40000; day += 7)
        for (int64_t months = 1; months <= 60; months++) {
            struct date d = date_of_day(day), b = date_of_day(day_before(day, -months));
            int         apart = (d.year - b.year) * 12 + d.month - b.month;
            if (apart == months && (b.day == d.day || (b.day < d.day && b.day == month_days(b.year, b.month)))) continue;
            CHECK(false, "day %d, %d months", (int)day, (int)months);
            return;
        }
    CHECK(true);
}
