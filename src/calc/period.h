/* period.h - stretches of the calendar: week, month, quarter, year. For the floor calc alone. */
#ifndef CALC_PERIOD_H
#define CALC_PERIOD_H

#include "base/day.h"
#include "calc/function.h"

static inline int32_t period_first(enum length_kind kind, int32_t day)
{
    if (kind == LENGTH_WEEK) return week_of_day(day);
    return month_of_day(day, kind == LENGTH_MONTH ? 1 : kind == LENGTH_QUARTER ? 3 : 12);
}

/* The first row behind `row` that lies in a later one. */
static inline size_t period_end(enum length_kind kind, const int32_t *day, size_t count, size_t row)
{
    static const int32_t longest[] = {[LENGTH_WEEK] = 7, [LENGTH_MONTH] = 31, [LENGTH_QUARTER] = 92, [LENGTH_YEAR] = 366};
    int32_t next = period_first(kind, period_first(kind, day[row]) + longest[kind]);
    while (row < count && day[row] < next) row++;
    return row;
}

#endif
