/* A file of any bytes is learnt or refused with a story; each of its lines is a row that can be used or has a reason. */
#include "sources/price_file.h"

#include <math.h>
#include <stdint.h>

#include "base/ctx.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds) abort();
}

static void check_row(const struct price_row *row)
{
    check(date_exists(date_of_day(day_of_time(row->at))) && row->value[BAR_CLOSE] >= 0 && !(row->value[BAR_HIGH] < row->value[BAR_LOW]));
    for (size_t k = 0; k < BAR_COLUMNS; k++) check(isnan(row->value[k]) || (row->value[k] >= 0 && isfinite(row->value[k])));
    check(isnan(row->split) || row->split > 0);
    check(isnan(row->dividend) || row->dividend > 0);
}

static void check_same(const struct price_row *a, const struct price_row *b)
{
    check(a->at == b->at && a->known == b->known && slice_same(a->symbol, b->symbol) && slice_same(a->name, b->name));
    for (size_t k = 0; k < BAR_COLUMNS; k++) check(a->value[k] == b->value[k] || (isnan(a->value[k]) && isnan(b->value[k])));
    check(isnan(a->split) && isnan(b->split) && isnan(a->dividend) && isnan(b->dividend));
}

/* The first byte picks the options, the rest is the file. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const columns[] = {NULL, NULL, NULL, "time,open,high,low,close,volume", "symbol,date,close", "close,time,-,known,split"};
    if (size == 0) return 0;
    AUTO_CTX          c;
    struct price_file f = {.scale = data[0] & 1 ? 10000 : 1, .zone_us = data[0] & 2 ? -5 * US_PER_HOUR : 0, .clock_day = data[0] & 4 ? 17529 : DAY_NONE,
                           .order = (enum date_order)((data[0] >> 3) % 3)};
    ctx_open(&c, 64 << 20);
    char *text = ctx_copy(&c, (struct slice){(const char *)data + 1, --size});
    if (!text) return 0;
    err e = price_file_learn(&c, (struct slice){text, size}, columns[(data[0] >> 5) % 6], &f);
    check(e == OK || ((e == ERR_DATA || e == ERR_NOMEM) && c.note[0]));
    if (e != OK) return 0;
    struct price_plain usual;
    price_plain_open(&f, &usual);
    for (size_t at = 0, line; at < size; at += line) {
        struct price_row   row;
        struct price_fault fault = {0};
        line = csv_line_size((struct slice){text + at, size - at}, true);
        check(line > 0);
        struct price_row short_row;
        bool             plain = price_plain_read(&usual, text + at, line, &short_row);
        if (price_file_read(&f, text + at, line, &row, &fault)) check_row(&row);
        else check(!plain && fault.detail[0] && memchr(fault.detail, 0, sizeof fault.detail));
        if (plain) check_same(&short_row, &row);
    }
    return 0;
}
