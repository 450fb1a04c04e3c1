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

static const char BYTE_ORDER_MARK[] = "\xef\xbb\xbf";

static bool has_mark(struct slice s) { return s.size >= 3 && memcmp(s.at, BYTE_ORDER_MARK, 3) == 0; }

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

static bool is_spelled(struct slice cell, const char *name)
{
    cell = slice_trim(cell);
    if (cell.size > 2 && cell.at[0] == '<' && cell.at[cell.size - 1] == '>') cell = (struct slice){cell.at + 1, cell.size - 2};
    return slice_like(cell, name);
}

/* A second column of time is the clock beside the date, whichever stands first. */
static void assign_clock(struct price_file *f, const struct slice *cells, int second)
{
    int first = f->column[ROLE_TIME];
    if (f->column[ROLE_CLOCK] >= 0) return;
    if (is_spelled(cells[second], "time")) {
        f->column[ROLE_CLOCK] = second;
    } else if (is_spelled(cells[first], "time") && is_spelled(cells[second], "date")) {
        f->column[ROLE_CLOCK] = first;
        f->column[ROLE_TIME]  = second;
    }
}

static void assign(struct price_file *f, const struct slice *cells, size_t count)
{
    for (size_t r = 0; r < ROLE_COUNT; r++) f->column[r] = -1;
    for (size_t i = 0; i < count; i++) {
        enum role r = role_of(cells[i]);
        if (f->column[r] < 0)    f->column[r] = (int)i;
        else if (r == ROLE_TIME) assign_clock(f, cells, (int)i);
    }
    f->column[ROLE_NONE] = -1;
    /* "Name" is the ticker where nothing else is: so in the best-known S&P 500 set. */
    if (f->column[ROLE_SYMBOL] < 0 && f->column[ROLE_NAME] >= 0) {
        f->column[ROLE_SYMBOL] = f->column[ROLE_NAME];
        f->column[ROLE_NAME]   = -1;
    }
}

/* 25/12/2017 cannot be a month first: one such date decides for the file. Nobody writes the month first with points. */
static enum date_order order_of(const struct price_file *f, struct slice sample)
{
    struct slice cells[CSV_CELLS_MAX];
    while (sample.size > 0) {
        size_t       size = csv_line_size(sample, true);
        struct slice line = {sample.at, size};
        char         copy[1024];
        sample = (struct slice){sample.at + size, sample.size - size};
        if (line.size >= sizeof copy) continue;
        memcpy(copy, line.at, line.size);
        size_t  count = csv_split(copy, line.size, f->separator, cells), at = (size_t)f->column[ROLE_TIME], used = 0;
        int64_t n;
        if (at >= count) continue;
        struct slice date = slice_trim(cells[at]);
        while (used < date.size && date.at[used] >= '0' && date.at[used] <= '9') used++;
        if (used < 1 || used > 2 || used == date.size || !strchr("/-.", date.at[used])) continue;
        if (date.at[used] == '.') return DATES_DMY;
        if (int_read((struct slice){date.at, used}, &n) && n > 12) return DATES_DMY;
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

static bool is_time(const struct price_file *f, struct slice cell)
{
    int64_t time;
    if (price_time_read(cell, DATES_MDY, &time) || price_time_read(cell, DATES_DMY, &time)) return true;
    return f->clock_day != DAY_NONE && int_read(slice_trim(cell), &time);
}

/* Blanks are trimmed, tabs are not: they may part empty cells. */
static struct slice first_line(struct slice sample)
{
    if (has_mark(sample)) sample = (struct slice){sample.at + 3, sample.size - 3};
    struct slice line = {sample.at, csv_line_size(sample, true)};
    while (line.size && strchr("\r\n ", line.at[line.size - 1])) line.size--;
    return line;
}

err price_file_learn(struct ctx *c, struct slice sample, const char *columns, struct price_file *f)
{
    struct slice cells[CSV_CELLS_MAX], names[CSV_CELLS_MAX], line = first_line(sample);
    if (slice_trim(line).size == 0) return fail(c, ERR_DATA, sample.size ? "the first line is empty" : "the file is empty");
    f->separator = csv_separator(line);
    char *copy = ctx_copy(c, line);
    if (!copy) return ERR_NOMEM;
    size_t count = csv_split(copy, line.size, f->separator, cells);

    f->has_header = true;
    if (!columns && is_time(f, cells[0])) columns = "time,open,high,low,close,volume";
    if (columns) {
        char *given = ctx_copy(c, slice_of(columns));
        if (!given) return ERR_NOMEM;
        assign(f, names, csv_split(given, strlen(columns), ',', names));
        int at = f->column[ROLE_TIME];
        f->has_header = at < 0 || (size_t)at >= count || !is_time(f, cells[at]);
        line = slice_of(columns);
    } else {
        assign(f, cells, count);
    }
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

/* "$1,234.50" as some sites write it. A comma parts groups of three digits; 12,50 is a decimal comma, and 1,234 between
 * semicolons may be one: those are no numbers, rather than a hundred or a thousand times too large. */
static bool decorated(const struct price_file *f, struct slice s, double *ret)
{
    char   plain[40];
    size_t size = 0, commas = 0, group = 0;
    bool   point = false;
    for (size_t i = s.size && s.at[0] == '$'; i < s.size && size < sizeof plain; i++) {
        if (s.at[i] == ',') {
            if (point || group > 3 || group < 1 || (commas > 0 && group != 3)) return false;
            commas++;
            group = 0;
            continue;
        }
        if (s.at[i] == '.' && commas > 0 && group != 3) return false;
        point |= s.at[i] == '.';
        group += !point && s.at[i] >= '0' && s.at[i] <= '9';
        plain[size++] = s.at[i];
    }
    if (commas > 0 && !point && group != 3) return false;
    if (commas == 1 && !point && f->separator == ';') return false;
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
            if (!number_read(cell, v) && !decorated(f, cell, v)) {
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

/* "2:1", "3/2" or a bare factor; 0, 1 and 1:1 are no split. */
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
    if (above != below) *ret = above / below;
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
    if ((!number_read(dividend, &row->dividend) && !decorated(f, dividend, &row->dividend)) || row->dividend < 0)
        return refuse(fault, ROW_UNPARSABLE, "dividend", "is not an amount", dividend);
    if (row->dividend == 0) row->dividend = NAN;
    return true;
}

/* The clock beside a date: 093000, 0930 or 9:30. */
static bool clock_read(struct slice s, int64_t *ret)
{
    static const char day[] = "1970-01-01 ";
    enum { DIGITS_MAX = 6, TEXT_MAX = 20 };
    char    text[sizeof day + TEXT_MAX];
    int64_t n;
    if (s.size <= DIGITS_MAX && int_read(s, &n) && n >= 0) {
        if (s.size <= 4) n *= 100;
        *ret = n / 10000 * US_PER_HOUR + n / 100 % 100 * US_PER_MINUTE + n % 100 * US_PER_SECOND;
        return n / 10000 < 24 && n / 100 % 100 < 60 && n % 100 < 60;
    }
    if (s.size > TEXT_MAX || !memchr(s.at, ':', s.size)) return false;
    memcpy(text, day, sizeof day - 1);
    memcpy(text + sizeof day - 1, s.at, s.size);
    return price_time_read((struct slice){text, sizeof day - 1 + s.size}, DATES_MDY, ret);
}

/* A time of day without a zone behind it; a bare date and a count since 1970 have none. */
static bool is_local(struct slice cell)
{
    const char *colon = cell.size ? memchr(cell.at, ':', cell.size) : NULL;
    for (const char *p = colon; p && p < cell.at + cell.size; p++)
        if (*p == 'Z' || *p == 'z' || *p == '+' || *p == '-') return false;
    return colon != NULL;
}

static bool read_time(const struct price_file *f, struct slice cell, struct slice clock, int64_t *ret)
{
    int64_t ms, beside = 0;
    if (f->clock_day != DAY_NONE) {
        if (!int_read(slice_trim(cell), &ms) || ms < 0 || ms > 86400000) return false;
        *ret = time_of_day(f->clock_day) + ms * 1000 - f->zone_us;
        return true;
    }
    clock = slice_trim(clock);
    if (!price_time_read(cell, f->order, ret) || (clock.size && !clock_read(clock, &beside))) return false;
    *ret += beside;
    if ((is_local(cell) || clock.size) && *ret % US_PER_DAY != 0) *ret -= f->zone_us;
    return true;
}

bool price_file_read(const struct price_file *f, char *line, size_t size, struct price_row *row, struct price_fault *fault)
{
    struct slice cells[CSV_CELLS_MAX];
    size_t       mark  = has_mark((struct slice){line, size}) ? 3 : 0;
    size_t       count = csv_split(line + mark, size - mark, f->separator, cells);
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
    if (row->symbol.size > PRICE_SYMBOL_SIZE_MAX || (row->symbol.size && memchr(row->symbol.at, 0, row->symbol.size)))
        return refuse(fault, ROW_NO_SYMBOL, "symbol", "is none: one has 1 to 64 bytes", row->symbol);
    return read_values(f, cells, count, row, fault) && read_events(f, cells, count, row, fault);
}
