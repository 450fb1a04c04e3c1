#include "base/session.h"

enum { MONDAY, THURSDAY = 3, SATURDAY = 5, SUNDAY };

static const struct holiday {
    int  month, day;            /* of fixed ones; day 0 says that it is the nth weekday of the month, -1 the last */
    int  nth, weekday;
    int  since;                 /* first year */
    bool saturday_is_friday;    /* one that falls on a Saturday closes the Friday before; a Sunday always the Monday */
} holidays[] = {
    {1, .day = 1},                                                  /* New Year */
    {1, .nth = 3, .weekday = MONDAY, .since = 1998},                /* Martin Luther King */
    {2, .nth = 3, .weekday = MONDAY},                               /* Presidents */
    {5, .nth = -1, .weekday = MONDAY},                              /* Memorial Day */
    {6, .day = 19, .since = 2022, .saturday_is_friday = true},      /* Juneteenth */
    {7, .day = 4, .saturday_is_friday = true},                      /* Independence */
    {9, .nth = 1, .weekday = MONDAY},                               /* Labor Day */
    {11, .nth = 4, .weekday = THURSDAY},                            /* Thanksgiving */
    {12, .day = 25, .saturday_is_friday = true},                    /* Christmas */
};

static int32_t nth_weekday(int year, int month, int nth, int weekday)
{
    if (nth < 0) {
        int32_t last = month_of_day(day_of_date((struct date){year, month, 28}) + 4, 1) - 1;
        return last - (weekday_of_day(last) - weekday + 7) % 7;
    }
    int32_t first = day_of_date((struct date){year, month, 1});
    return first + (weekday - weekday_of_day(first) + 7) % 7 + 7 * (nth - 1);
}

static int32_t holiday_day(const struct holiday *h, int year)
{
    if (!h->day) return nth_weekday(year, h->month, h->nth, h->weekday);
    int32_t day     = day_of_date((struct date){year, h->month, h->day});
    int     weekday = weekday_of_day(day);
    if (weekday == SUNDAY) return day + 1;
    return weekday == SATURDAY && h->saturday_is_friday ? day - 1 : day;
}

/* Easter Sunday: Meeus, "Astronomical Algorithms", chapter 8 (the Gregorian algorithm of Butcher). */
static int32_t easter(int year)
{
    int a = year % 19, b = year / 100, c = year % 100;
    int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    int m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
    return day_of_date((struct date){year, n / 31, n % 31 + 1});
}

size_t session_holidays(int year, int32_t ret[SESSION_HOLIDAYS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i <= sizeof holidays / sizeof *holidays; i++) {
        bool good_friday = i == sizeof holidays / sizeof *holidays;
        if (!good_friday && year < holidays[i].since) continue;
        size_t  at  = count++;
        int32_t day = good_friday ? easter(year) - 2 : holiday_day(&holidays[i], year);
        for (; at > 0 && ret[at - 1] > day; at--) ret[at] = ret[at - 1];
        ret[at] = day;
    }
    return count;
}

bool session_on(int32_t day)
{
    int32_t holiday[SESSION_HOLIDAYS_MAX];
    if (weekday_of_day(day) >= SATURDAY) return false;
    for (size_t i = 0, count = session_holidays(date_of_day(day).year, holiday); i < count; i++)
        if (holiday[i] == day) return false;
    return true;
}
