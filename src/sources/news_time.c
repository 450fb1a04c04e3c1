#include "sources/news_time.h"

#include "base/number.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const struct { const char *name; int hours; bool united_states; } zones[] = {
    {"Z", 0, false},   {"UTC", 0, false}, {"GMT", 0, false}, {"UT", 0, false},  {"BST", 1, false},  {"WET", 0, false},  {"CET", 1, false},  {"CEST", 2, false},
    {"JST", 9, false}, {"HKT", 8, false}, {"SGT", 8, false}, {"ET", -5, true},  {"CT", -6, true},   {"MT", -7, true},   {"PT", -8, true},
    {"EST", -5, false}, {"EDT", -4, false}, {"CST", -6, false}, {"CDT", -5, false}, {"MST", -7, false}, {"MDT", -6, false}, {"PST", -8, false},
    {"PDT", -7, false},
};

static bool is_digit(char ch) { return ch >= '0' && ch <= '9'; }

static bool all_digits(struct slice s)
{
    for (size_t i = 0; i < s.size; i++)
        if (!is_digit(s.at[i])) return false;
    return s.size > 0;
}

static int two(const char *at) { return (at[0] - '0') * 10 + at[1] - '0'; }

/* +01:00, -0500 */
static bool offset_read(struct slice s, struct zone *ret)
{
    if (s.size < 5 || (s.at[0] != '+' && s.at[0] != '-')) return false;
    bool         colon = s.at[3] == ':';
    struct slice minutes = {s.at + 3 + colon, s.size - 3 - colon}, hours = {s.at + 1, 2};
    if (minutes.size != 2 || !all_digits(minutes) || !all_digits(hours) || two(hours.at) > 14 || two(minutes.at) > 59) return false;
    int64_t us = two(hours.at) * US_PER_HOUR + two(minutes.at) * US_PER_MINUTE;
    *ret = (struct zone){s.at[0] == '-' ? -us : us, false};
    return true;
}

bool zone_read(struct slice s, struct zone *ret)
{
    for (size_t i = 0; i < COUNT(zones); i++)
        if (slice_like(s, zones[i].name)) return *ret = (struct zone){zones[i].hours * US_PER_HOUR, zones[i].united_states}, true;
    return offset_read(s, ret);
}

/* The n-th Sunday of a month, from 1; 0 is the last. */
static int32_t sunday(int year, int month, int n)
{
    if (n == 0) {
        int32_t last = day_of_date((struct date){month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1}) - 1;
        return last - (weekday_of_day(last) + 1) % 7;
    }
    int32_t first = day_of_date((struct date){year, month, 1});
    return first + (6 - weekday_of_day(first)) + 7 * (n - 1);
}

/* Uniform Time Act of 1966, its amendment of 1986 and the Energy Policy Act of 2005; clocks change at two in the morning. The years
 * 1974 and 1975, which had rules of their own, are read by those around them. */
static bool is_summer(int64_t local)
{
    int year = date_of_day(day_of_time(local)).year;
    if (year < 1967) return false;
    int32_t begin = year >= 2007 ? sunday(year, 3, 2) : year >= 1987 ? sunday(year, 4, 1) : sunday(year, 4, 0);
    int32_t end   = year >= 2007 ? sunday(year, 11, 1) : sunday(year, 10, 0);
    return local >= time_of_day(begin) + 2 * US_PER_HOUR && local < time_of_day(end) + 2 * US_PER_HOUR;
}

static int64_t to_utc(int64_t local, const struct zone *z)
{
    return local - z->offset_us - (z->united_states && is_summer(local) ? US_PER_HOUR : 0);
}

struct parts {                          /* of an instant, as its words tell them */
    int32_t     day;                    /* of a whole date, or DAY_NONE */
    int         year, month, month_day;
    int64_t     clock_us;               /* since midnight, or TIME_NONE */
    bool        afternoon, forenoon, zoned;
    struct zone zone;
};

static int name_index(struct slice s, const char *const *names, int count)
{
    if (s.size < 3) return 0;
    for (int i = 0; i < count; i++)
        if (slice_like((struct slice){s.at, 3}, names[i])) return i + 1;
    return 0;
}

/* 7:51, 19:51:00.79, with am, pm or a zone right behind it */
static bool clock_read(struct slice s, struct parts *p)
{
    int64_t field[3] = {0}, scale = US_PER_SECOND;
    size_t  i = 0, k = 0;
    for (; k < 3; k++) {
        size_t from = i;
        while (i < s.size && is_digit(s.at[i]) && i - from < 2) field[k] = field[k] * 10 + s.at[i++] - '0';
        if (i == from) return false;
        if (i == s.size || s.at[i] != ':') break;
        i++;
    }
    if (k == 0 || k == 3 || field[0] > 24 || field[1] > 59 || field[2] > 60) return false;
    p->clock_us = field[0] * US_PER_HOUR + field[1] * US_PER_MINUTE + field[2] * US_PER_SECOND;
    if (i < s.size && s.at[i] == '.')
        for (i++; i < s.size && is_digit(s.at[i]); i++) p->clock_us += (s.at[i] - '0') * (scale /= 10);
    struct slice rest = {s.at + i, s.size - i};
    if (rest.size == 0) return true;
    if (slice_like(rest, "am")) return p->forenoon = true;
    if (slice_like(rest, "pm")) return p->afternoon = true;
    return p->zoned = zone_read(rest, &p->zone);
}

static bool number_word(struct slice s, struct parts *p)
{
    int64_t n;
    if (!all_digits(s) || !int_read(s, &n)) return false;
    if (s.size == 4) return p->year = (int)n, true;
    if (s.size > 2) return false;
    if (p->month_day == 0) return p->month_day = (int)n, true;
    return p->year = (int)(n < 69 ? 2000 + n : 1900 + n), true;         /* POSIX's pivot */
}

static bool word_read(struct slice s, enum date_order order, struct parts *p)
{
    static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"},
                      *const weekdays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    int64_t at;
    int     month;
    if (slice_like(s, "am") || slice_like(s, "a.m.")) return p->forenoon = true;
    if (slice_like(s, "pm") || slice_like(s, "p.m.")) return p->afternoon = true;
    if (number_word(s, p)) return true;
    if (is_digit(s.at[0]) && memchr(s.at, ':', s.size) && clock_read(s, p)) return true;
    if (is_digit(s.at[0]) && price_time_read(s, order, &at)) return p->day = day_of_time(at), at == time_of_day(p->day);
    if (zone_read(s, &p->zone)) return p->zoned = true;
    if ((month = name_index(s, months, 12))) return p->month = month, true;
    return name_index(s, weekdays, 7) != 0 || slice_like(s, "at");
}

static bool day_from(struct parts *p)
{
    struct date d = {p->year, p->month, p->month_day};
    if (p->day != DAY_NONE) return true;
    if (!date_exists(d)) return false;
    p->day = day_of_date(d);
    return true;
}

static bool instant_from(const struct parts *p, const struct zone *usual, int64_t *ret)
{
    int64_t clock = p->clock_us == TIME_NONE ? 0 : p->clock_us, noon = 12 * US_PER_HOUR;
    if ((p->afternoon || p->forenoon) && (clock >= 13 * US_PER_HOUR || clock < US_PER_HOUR)) return false;
    if (p->forenoon && clock >= noon) clock -= noon;
    if (p->afternoon && clock < noon) clock += noon;
    *ret = to_utc(time_of_day(p->day) + clock, p->zoned ? &p->zone : usual);
    return true;
}

static bool words_read(struct slice s, enum date_order order, const struct zone *usual, int64_t *ret)
{
    struct parts p = {.day = DAY_NONE, .clock_us = TIME_NONE};
    size_t       i = 0;
    while (i < s.size) {
        size_t from = i;
        while (i < s.size && !strchr(" \t,", s.at[i])) i++;
        if (i > from && !word_read((struct slice){s.at + from, i - from}, order, &p)) return false;
        while (i < s.size && strchr(" \t,", s.at[i])) i++;
    }
    return day_from(&p) && instant_from(&p, usual, ret);
}

/* Does an instant that time_read() has read end in Z, +01:00 or +0100? */
static bool names_zone(struct slice s)
{
    if (s.at[s.size - 1] == 'Z' || s.at[s.size - 1] == 'z') return true;
    return s.size > 16 && (memchr("+-", s.at[s.size - 6], 2) || memchr("+-", s.at[s.size - 5], 2));
}

bool news_time_read(struct slice s, enum date_order order, const struct zone *usual, int64_t *ret)
{
    s = slice_trim(s);
    if (s.size == 0 || memchr(s.at, 0, s.size)) return false;
    if (time_read(s, ret)) {
        if (!names_zone(s)) *ret = to_utc(*ret, usual);
        return true;
    }
    if (all_digits(s) && s.size >= 9) return price_time_read(s, order, ret);
    return words_read(s, order, usual, ret);
}
