#include "sources/price_file.h"

#include <math.h>

#include "base/number.h"
#include "base/text.h"

/* Spellings of a column's name, without blanks, underlines, brackets and case. The first column of a role wins. */
static const struct {
    const char *spelling;
    enum role   role;
} spellings[] = {
    {"date", ROLE_TIME},        {"timestamp", ROLE_TIME},   {"datetime", ROLE_TIME},    {"time", ROLE_TIME},
    {"day", ROLE_TIME},         {"opentime", ROLE_TIME},    {"tradedate", ROLE_TIME},
    {"open", ROLE_OPEN},        {"o", ROLE_OPEN},           {"high", ROLE_HIGH},        {"h", ROLE_HIGH},
    {"low", ROLE_LOW},          {"l", ROLE_LOW},            {"close", ROLE_CLOSE},      {"c", ROLE_CLOSE},
    {"price", ROLE_CLOSE},      {"nav", ROLE_CLOSE},        {"last", ROLE_CLOSE},       {"closelast", ROLE_CLOSE},
    {"volume", ROLE_VOLUME},    {"vol", ROLE_VOLUME},       {"v", ROLE_VOLUME},
    {"adjclose", ROLE_TOTAL},   {"adjustedclose", ROLE_TOTAL}, {"closeadj", ROLE_TOTAL},
    {"symbol", ROLE_SYMBOL},    {"ticker", ROLE_SYMBOL},    {"schemeid", ROLE_SYMBOL},  {"isin", ROLE_SYMBOL},
    {"code", ROLE_SYMBOL},      {"name", ROLE_NAME},        {"description", ROLE_NAME},
    {"crawldate", ROLE_KNOWN},  {"known", ROLE_KNOWN},      {"knownat", ROLE_KNOWN},
    {"split", ROLE_SPLIT},      {"splitfactor", ROLE_SPLIT}, {"splitratio", ROLE_SPLIT}, {"stocksplits", ROLE_SPLIT},
    {"dividend", ROLE_DIVIDEND}, {"dividends", ROLE_DIVIDEND}, {"divcash", ROLE_DIVIDEND},
};

static const char *const value_names[] = {"open", "high", "low", "close", "volume", "adjusted close"};
static const enum role   value_roles[] = {ROLE_OPEN, ROLE_HIGH, ROLE_LOW, ROLE_CLOSE, ROLE_VOLUME, ROLE_TOTAL};

enum { NAME_SIZE_MAX = 32 };

static enum role role_of(struct slice cell)
{
    char   plain[NAME_SIZE_MAX];
    size_t size = 0;
    for (size_t i = 0; i < cell.size && size < NAME_SIZE_MAX; i++) {
        char c = (char)(cell.at[i] | 32);
        if ((c >= 'a' && c <= 'z') || (cell.at[i] >= '0' && cell.at[i] <= '9')) plain[size++] = c;
    }
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        if (slice_is((struct slice){plain, size}, spellings[i].spelling)) return spellings[i].role;
    return ROLE_NONE;
}

static void assign(struct price_file *f, const struct slice *cells, size_t count)
{
    for (size_t r = 0; r < ROLE_COUNT; r++) f->column[r] = -1;
    for (size_t i = 0; i < count; i++) {
        enum role r = role_of(cells[i]);
        if (f->column[r] < 0) f->column[r] = (int)i;
        else if (r == ROLE_TIME && f->column[ROLE_CLOCK] < 0 && slice_like(slice_trim(cells[i]), "<time>")) f->column[ROLE_CLOCK] = (int)i;
    }
    f->column[ROLE_NONE] = -1;
    /* "Name" is the ticker where nothing else is: so in the best-known S&P 500 set. */
    if (f->column[ROLE_SYMBOL] < 0 && f->column[ROLE_NAME] >= 0) {
        f->column[ROLE_SYMBOL] = f->column[ROLE_NAME];
        f->column[ROLE_NAME]   = -1;
    }
}

/* 25/12/2017 cannot be a month first: one such date decides for the file. */
static enum date_order order_of(const struct price_file *f, struct slice sample)
{
    struct slice cells[CSV_CELLS_MAX];
    while (sample.size > 0) {
        struct slice line = slice_cut(&sample, '\n');
        char         copy[1024];
        if (line.size >= sizeof copy) continue;
        memcpy(copy, line.at, line.size);
        size_t  count = csv_split(copy, line.size, f->separator, cells), at = (size_t)f->column[ROLE_TIME];
        if (at >= count) continue;
        struct slice rest = cells[at], first = slice_cut(&rest, '/');
        int64_t      n;
        if (rest.size == 0 || first.size > 2 || !int_read(first, &n)) continue;
        if (n > 12) return DATES_DMY;
    }
    return DATES_MDY;
}

static err missing_column(struct ctx *c, struct slice line, const char *what)
{
    enum { SHOWN_MAX = 160 };
    return fail(c, ERR_DATA, "no column for the %s; the first line is '%.*s'. Known names: date, open, high, low, close, volume, adj close, "
                             "symbol and their usual variants; or name them with --columns", what,
                (int)(line.size < SHOWN_MAX ? line.size : SHOWN_MAX), line.at);
}

err price_file_learn(struct ctx *c, struct slice sample, const char *columns, struct price_file *f)
{
    struct slice cells[CSV_CELLS_MAX], rest = sample;
    if (rest.size >= 3 && memcmp(rest.at, "\xef\xbb\xbf", 3) == 0) rest = (struct slice){rest.at + 3, rest.size - 3};
    struct slice line = slice_trim(slice_cut(&rest, '\n'));
    int64_t      time;
    if (line.size == 0) return fail(c, ERR_DATA, "the file is empty");
    f->separator = csv_separator(line);
    char *copy = ctx_copy(c, line);
    if (!copy) return ERR_NOMEM;
    size_t count  = csv_split(copy, line.size, f->separator, cells);
    f->has_header = !price_time_read(cells[0], DATES_MDY, &time);
    if (f->has_header && f->clock_day != DAY_NONE && int_read(cells[0], &time)) f->has_header = false;

    if (!columns && !f->has_header) columns = "time,open,high,low,close,volume";
    if (columns) {
        copy = ctx_copy(c, slice_of(columns));
        if (!copy) return ERR_NOMEM;
        line  = slice_of(columns);
        count = csv_split(copy, line.size, ',', cells);
    }
    assign(f, cells, count);
    if (f->column[ROLE_TIME] < 0)  return missing_column(c, line, "date");
    if (f->column[ROLE_CLOSE] < 0) return missing_column(c, line, "close");
    if (f->order == DATES_AUTO) f->order = order_of(f, sample);
    return OK;
}

static bool refuse(struct price_fault *fault, enum quarantine_reason reason, const char *what, const char *why, struct slice found)
{
    enum { SHOWN_MAX = 60 };
    size_t size = 0, shown = found.size < SHOWN_MAX ? found.size : SHOWN_MAX;
    fault->reason = reason;
    for (const char *p = what; *p; p++) fault->detail[size++] = *p;
    fault->detail[size++] = ' ';
    fault->detail[size++] = '\'';
    for (size_t i = 0; i < shown; i++) fault->detail[size++] = found.at[i];
    fault->detail[size++] = '\'';
    fault->detail[size++] = ' ';
    for (const char *p = why; *p; p++) fault->detail[size++] = *p;
    fault->detail[size] = 0;
    return false;
}

static bool is_missing(struct slice s)
{
    static const char *const spelled[] = {"null", "nan", "n/a", "na", "none", "-", "--", "."};
    if (s.size == 0) return true;
    for (size_t i = 0; i < sizeof spelled / sizeof *spelled; i++)
        if (slice_like(s, spelled[i])) return true;
    return false;
}

/* "$1,234.50" as some sites write it. */
static bool decorated(struct slice s, double *ret)
{
    char   plain[40];
    size_t size = 0;
    for (size_t i = 0; i < s.size && size < sizeof plain; i++)
        if (s.at[i] != ',' && s.at[i] != '$') plain[size++] = s.at[i];
    return size < s.size && number_read((struct slice){plain, size}, ret);
}

static struct slice cell_of(const struct price_file *f, enum role r, const struct slice *cells, size_t count)
{
    int at = f->column[r];
    return at >= 0 && (size_t)at < count ? cells[at] : (struct slice){"", 0};
}

static bool read_values(const struct price_file *f, const struct slice *cells, size_t count, struct price_row *row,
                        struct price_fault *fault)
{
    for (size_t k = 0; k < BAR_COLUMNS; k++) {
        struct slice cell = cell_of(f, value_roles[k], cells, count);
        double      *v    = &row->value[k];
        *v = NAN;
        if (cell.size == 0) continue;
        if (!number_read(cell, v)) {
            cell = slice_trim(cell);
            if (is_missing(cell)) continue;
            if (!number_read(cell, v) && !decorated(cell, v)) {
                *v = NAN;
                return refuse(fault, ROW_UNPARSABLE, value_names[k], "is not a number", cell);
            }
        }
        if (*v < 0) return refuse(fault, ROW_NEGATIVE, value_names[k], "is negative", cell);
        if (f->scale != 1 && k != BAR_VOLUME) *v /= f->scale;
    }
    if (isnan(row->value[BAR_CLOSE])) return refuse(fault, ROW_NO_PRICE, "close", "is missing", (struct slice){"", 0});
    if (row->value[BAR_HIGH] < row->value[BAR_LOW])
        return refuse(fault, ROW_HIGH_BELOW_LOW, "high", "is below the low", cell_of(f, ROLE_HIGH, cells, count));
    return true;
}

/* "2:1", "3/2" or a bare factor; 0 and 1 are no split. */
static bool split_read(struct slice s, double *ret)
{
    struct slice whole = s, fresh = slice_cut(&s, memchr(s.at, ':', s.size) ? ':' : '/');
    double       above, below;
    *ret = NAN;
    if (number_read(whole, &above)) {
        if (above != 0 && above != 1) *ret = above;
        return above >= 0;
    }
    if (!number_read(fresh, &above) || !number_read(s, &below) || above <= 0 || below <= 0) return false;
    *ret = above / below;
    return true;
}

static bool read_events(const struct price_file *f, const struct slice *cells, size_t count, struct price_row *row,
                        struct price_fault *fault)
{
    struct slice split    = slice_trim(cell_of(f, ROLE_SPLIT, cells, count));
    struct slice dividend = slice_trim(cell_of(f, ROLE_DIVIDEND, cells, count));
    row->split = row->dividend = NAN;
    if (!is_missing(split) && !split_read(split, &row->split)) return refuse(fault, ROW_UNPARSABLE, "split", "is not a ratio", split);
    if (is_missing(dividend)) return true;
    if ((!number_read(dividend, &row->dividend) && !decorated(dividend, &row->dividend)) || row->dividend < 0)
        return refuse(fault, ROW_UNPARSABLE, "dividend", "is not an amount", dividend);
    if (row->dividend == 0) row->dividend = NAN;
    return true;
}

static bool read_time(const struct price_file *f, struct slice cell, struct slice clock, int64_t *ret)
{
    int64_t ms;
    if (f->clock_day != DAY_NONE) {
        if (!int_read(slice_trim(cell), &ms) || ms < 0 || ms > 86400000) return false;
        *ret = time_of_day(f->clock_day) + ms * 1000 - f->zone_us;
        return true;
    }
    if (!price_time_read(cell, f->order, ret)) return false;
    if (clock.size >= 6 && int_read(slice_trim(clock), &ms))            /* hhmmss beside the date */
        *ret += (ms / 10000) * US_PER_HOUR + (ms / 100 % 100) * US_PER_MINUTE + (ms % 100) * US_PER_SECOND;
    if (f->zone_us && *ret % US_PER_DAY != 0) *ret -= f->zone_us;
    return true;
}

bool price_file_read(const struct price_file *f, char *line, size_t size, struct price_row *row, struct price_fault *fault)
{
    struct slice cells[CSV_CELLS_MAX];
    size_t       count = csv_split(line, size, f->separator, cells);
    struct slice time  = cell_of(f, ROLE_TIME, cells, count), known = cell_of(f, ROLE_KNOWN, cells, count);

    row->symbol = slice_trim(cell_of(f, ROLE_SYMBOL, cells, count));
    row->name   = slice_trim(cell_of(f, ROLE_NAME, cells, count));
    row->known  = TIME_NONE;
    if (!read_time(f, time, cell_of(f, ROLE_CLOCK, cells, count), &row->at))
        return refuse(fault, ROW_UNPARSABLE, "date", "is not a date that can be read", time);
    if (known.size && !price_time_read(known, f->order, &row->known))
        return refuse(fault, ROW_UNPARSABLE, "date of delivery", "is not a date that can be read", known);
    if (f->column[ROLE_SYMBOL] >= 0 && row->symbol.size == 0)
        return refuse(fault, ROW_NO_SYMBOL, "symbol", "is missing", row->symbol);
    return read_values(f, cells, count, row, fault) && read_events(f, cells, count, row, fault);
}
