/* Days, instants, spans and numbers of any text: what is read is written and read again to the same value. */
#include <math.h>
#include <stdint.h>

#include "base/number.h"
#include "sources/price_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds) abort();
}

static void check_time(int64_t time)
{
    char    at[TIME_SIZE_MAX];
    int64_t back;
    check(date_exists(date_of_day(day_of_time(time))));
    check(time_read((struct slice){at, time_write(at, time)}, &back) && back == time);
}

static void check_numbers(struct slice text)
{
    char    at[NUMBER_SIZE_MAX];
    double  number, again;
    int64_t whole, same;
    if (number_read(text, &number)) {
        check(isfinite(number));
        check(number_read((struct slice){at, number_write(at, number)}, &again) && memcmp(&number, &again, sizeof number) == 0);
    }
    if (int_read(text, &whole)) check(int_read((struct slice){at, int_write(at, whole)}, &same) && same == whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice text = {size ? (const char *)data : NULL, size};
    char         at[SPAN_SIZE_MAX];
    int32_t      day, same_day;
    int64_t      time, span, same_span;
    if (day_read(text, &day)) check(day_read((struct slice){at, day_write(at, day)}, &same_day) && same_day == day);
    if (time_read(text, &time)) check_time(time);
    if (span_read(text, &span)) {
        check(span_microseconds(span) > 0);
        if (span_read((struct slice){at, span_write(at, span)}, &same_span)) check(same_span == span);
    }
    for (enum date_order order = DATES_MDY; order <= DATES_DMY; order++)
        if (price_time_read(text, order, &time)) check_time(time);
    check_numbers(text);
    return 0;
}
