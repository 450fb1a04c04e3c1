#include "base/day.h"
#include "simulate/market.h"

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

static bool is_holiday(int32_t day)
{
    int year = date_of_day(day).year;
    for (size_t i = 0; i < sizeof holidays / sizeof *holidays; i++)
        if (year >= holidays[i].since && day == holiday_day(&holidays[i], year)) return true;
    return day == easter(year) - 2;                 /* Good Friday */
}

size_t market_days(const struct market_plan *plan)
{
    return plan->last_day < plan->first_day ? 0 : (size_t)((int64_t)plan->last_day - plan->first_day + 1);
}

bool market_session(const struct market_plan *plan, enum market_class class, int32_t day)
{
    if (day < plan->first_day || day > plan->last_day) return false;
    return class == MARKET_CRYPTO || (weekday_of_day(day) < SATURDAY && !is_holiday(day));
}
