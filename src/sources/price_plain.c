#include <math.h>

#include "base/number.h"
#include "sources/price_file.h"

/* The usual row in one pass, without cutting it into cells: an ISO date and plain decimals between separators. Whatever is
 * unusual is left to price_file_read, so both together read what that one reads alone. */

static bool plain_columns(const struct price_file *f)
{
    static const enum role others[] = {ROLE_CLOCK, ROLE_KNOWN, ROLE_SPLIT, ROLE_DIVIDEND, ROLE_NAME};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (f->column[others[i]] >= 0) return false;
    return f->scale == 1 && f->clock_day == DAY_NONE;
}

void price_plain_open(const struct price_file *f, struct price_plain *p)
{
    static const uint8_t steps[BAR_COLUMNS] = {ROLE_OPEN, ROLE_HIGH, ROLE_LOW, ROLE_CLOSE, ROLE_VOLUME, ROLE_TOTAL};
    *p = (struct price_plain){.separator = f->separator};
    if (!plain_columns(f)) return;
    for (size_t r = 0; r < ROLE_COUNT; r++)
        if (f->column[r] >= 0 && (size_t)f->column[r] >= p->count) p->count = (size_t)f->column[r] + 1;
    for (size_t i = 0; i < p->count; i++) p->column[i] = PLAIN_SKIP;
    for (size_t k = 0; k < BAR_COLUMNS; k++)
        if (f->column[steps[k]] >= 0) p->column[f->column[steps[k]]] = (uint8_t)k;
    if (f->column[ROLE_SYMBOL] >= 0) p->column[f->column[ROLE_SYMBOL]] = PLAIN_SYMBOL;
    p->column[f->column[ROLE_TIME]] = PLAIN_DAY;
}

static bool usual_symbol(struct slice s)
{
    if (s.size == 0 || s.size > PRICE_SYMBOL_SIZE_MAX || s.at[0] == '"') return false;
    for (size_t i = 0; i < s.size; i++)
        if ((unsigned char)s.at[i] <= ' ') return false;
    return true;
}

/* false: not a row that can be read this way. */
static bool read_cell(uint8_t what, const char **at, const char *end, char separator, struct price_row *row)
{
    const char *from = *at;
    if (what < BAR_COLUMNS) return from == end || *from == separator || number_scan(at, end, &row->value[what]);
    if (what == PLAIN_DAY) {
        int32_t day;
        if (end - from < DAY_SIZE || !day_read((struct slice){from, DAY_SIZE}, &day)) return false;
        row->at = time_of_day(day);
        *at += DAY_SIZE;
        return true;
    }
    while (*at < end && **at != separator) (*at)++;
    if (what != PLAIN_SYMBOL) return from == end || *from != '"';
    row->symbol = (struct slice){from, (size_t)(*at - from)};
    return usual_symbol(row->symbol);
}

bool price_plain_read(const struct price_plain *p, const char *line, size_t size, struct price_row *row)
{
    const char *at = line, *end = line + size;
    while (end > line && (end[-1] == '\n' || end[-1] == '\r')) end--;
    if (p->count == 0) return false;
    *row = (struct price_row){.known = TIME_NONE, .symbol = {"", 0}, .name = {"", 0}, .split = NAN, .dividend = NAN};
    for (size_t k = 0; k < BAR_COLUMNS; k++) row->value[k] = NAN;
    for (size_t i = 0; i < p->count; i++) {
        if (i > 0) {
            if (at == end) return false;
            at++;                       /* the separator: every cell ends at one, or at the end */
        }
        if (!read_cell(p->column[i], &at, end, p->separator, row) || (at < end && *at != p->separator)) return false;
    }
    return row->value[BAR_CLOSE] >= 0 && !(row->value[BAR_HIGH] < row->value[BAR_LOW]);
}
