#include "hyper/spec.h"

#include <ctype.h>

#include "base/day.h"
#include "base/number.h"

static const char *const type_names[] = {[COLUMN_INT] = "INTEGER", [COLUMN_REAL] = "REAL", [COLUMN_TEXT] = "TEXT"};

const char *type_name(enum column_type type) { return type_names[type]; }

/* A month is held as such, so that chunks begin with a month or year whatever its length. */
static const struct unit {
    const char *name;
    int64_t     span;
} units[] = {
    {"microsecond", 1}, {"second", 1000000}, {"minute", 60 * 1000000ll}, {"hour", 3600 * 1000000ll}, {"day", 86400 * 1000000ll},
    {"week", 7 * 86400 * 1000000ll}, {"month", -1}, {"year", -12},
};

static const struct unit *unit_find(struct slice name)
{
    if (name.size > 1 && name.at[name.size - 1] == 's') name.size--;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (slice_like(name, units[i].name)) return &units[i];
    return NULL;
}

err span_parse(struct ctx *c, const char *option, struct slice text, int64_t *ret)
{
    const int64_t COUNT_MAX = 100000;
    int64_t       count;
    text = slice_trim(text);
    if (text.size >= 2 && (text.at[0] == '\'' || text.at[0] == '"') && text.at[text.size - 1] == text.at[0])
        text = (struct slice){text.at + 1, text.size - 2};
    struct slice       rest = text, number = slice_cut(&rest, ' ');
    const struct unit *unit = unit_find(slice_trim(rest));
    if (!int_read(number, &count) || count < 1 || count > COUNT_MAX || !unit)
        return fail(c, ERR_USAGE, "%s is a span like '4 years' or '30 days', not %.*s", option, (int)text.size, text.at);
    *ret = count * unit->span;
    return OK;
}

static bool is_name(struct slice s)
{
    for (size_t i = 0; i < s.size; i++)
        if (!isalnum((unsigned char)s.at[i]) && s.at[i] != '_') return false;
    return s.size > 0 && !isdigit((unsigned char)s.at[0]);
}

static struct slice next_word(struct slice *rest)
{
    *rest = slice_trim(*rest);
    size_t size = 0;
    while (size < rest->size && !isspace((unsigned char)rest->at[size])) size++;
    struct slice word = {rest->at, size};
    *rest = slice_trim((struct slice){rest->at + size, rest->size - size});
    return word;
}

static err check_name(struct ctx *c, const struct spec *s, const char *name)
{
    bool taken = (s->segment && strcasecmp(s->segment, name) == 0) || (s->time && strcasecmp(s->time, name) == 0);
    for (size_t k = 0; k < s->column_count; k++) taken |= strcasecmp(s->name[k], name) == 0;
    return taken ? fail(c, ERR_USAGE, "column %s is declared twice", name) : OK;
}

static err read_value_column(struct ctx *c, const char *name, struct slice type, struct spec *s)
{
    if (s->column_count == HYPER_COLUMNS_MAX) return fail(c, ERR_LIMIT, "at most %d columns beside the key", HYPER_COLUMNS_MAX);
    for (size_t t = 0; t < sizeof type_names / sizeof *type_names; t++) {
        if (!slice_like(type, type_names[t])) continue;
        s->name[s->column_count]   = name;
        s->type[s->column_count++] = (enum column_type)t;
        return OK;
    }
    return fail(c, ERR_USAGE, "column %s is INTEGER, REAL or TEXT, not '%.*s'", name, (int)type.size, type.at);
}

static err read_column(struct ctx *c, struct slice arg, struct spec *s)
{
    struct slice word = next_word(&arg), type = next_word(&arg), role = arg;
    if (!is_name(word)) return fail(c, ERR_USAGE, "'%.*s' is not the name of a column", (int)word.size, word.at);
    char *name = ctx_copy(c, word);
    if (!name) return ERR_NOMEM;
    TRY(check_name(c, s, name));
    if (!s->segment) {
        if (!slice_like(type, "INTEGER") || !slice_like(role, "SEGMENT"))
            return fail(c, ERR_USAGE, "the first column is declared INTEGER SEGMENT");
        s->segment = name;
        return OK;
    }
    if (!s->time) {
        if (!slice_like(type, "TIMESTAMP") || !slice_like(role, "TIME"))
            return fail(c, ERR_USAGE, "the second column is declared TIMESTAMP TIME");
        s->time = name;
        return OK;
    }
    if (role.size) return fail(c, ERR_USAGE, "column %s: '%.*s' is not understood", name, (int)role.size, role.at);
    return read_value_column(c, name, type, s);
}

static err read_switch(struct ctx *c, const char *option, struct slice value, bool *ret)
{
    int64_t number;
    if (!int_read(slice_trim(value), &number) || number < 0 || number > 1)
        return fail(c, ERR_USAGE, "%s is 0 or 1, not %.*s", option, (int)value.size, value.at);
    *ret = number;
    return OK;
}

static err read_option(struct ctx *c, struct slice name, struct slice value, struct spec *s)
{
    if (slice_like(name, "chunk"))          return span_parse(c, "chunk", value, &s->chunk);
    if (slice_like(name, "compress_after")) return span_parse(c, "compress_after", value, &s->compress_after);
    if (slice_like(name, "drop_after"))     return span_parse(c, "drop_after", value, &s->drop_after);
    if (slice_like(name, "history"))        return read_switch(c, "history", value, &s->history);
    return fail(c, ERR_USAGE, "no option '%.*s'; there are chunk, compress_after, drop_after and history", (int)name.size, name.at);
}

/* What a table with history has columns of its own for, hidden ones and those of the table behind it. */
static err check_reserved(struct ctx *c, const struct spec *s)
{
    static const char *const reserved[] = {"as_of", "known_from", "known_until", "absent"};
    for (size_t i = 0; s->history && i < sizeof reserved / sizeof *reserved; i++) TRY(check_name(c, s, reserved[i]));
    return OK;
}

err spec_read(struct ctx *c, const char *const *args, size_t count, struct spec *ret)
{
    struct spec s = {.chunk = -48, .compress_after = 30 * US_PER_DAY};
    for (size_t i = 0; i < count; i++) {
        struct slice arg = slice_trim(slice_of(args[i])), rest = arg, name = slice_cut(&rest, '=');
        if (name.size < arg.size) TRY(read_option(c, slice_trim(name), rest, &s));
        else                      TRY(read_column(c, arg, &s));
    }
    if (!s.time || s.column_count == 0)
        return fail(c, ERR_USAGE, "a hypertable has a segment, a time and at least one more column");
    TRY(check_reserved(c, &s));
    *ret = s;
    return OK;
}

/* ---- chunks ---- */

static int64_t time_of_month(int64_t month)             /* since year 0; held inside what a time can say */
{
    int64_t year = month / 12, time;
    int     m    = (int)(month % 12);
    if (m < 0) m += 12, year--;
    int32_t day = day_of_date((struct date){(int)year, m + 1, 1});
    return __builtin_mul_overflow((int64_t)day, US_PER_DAY, &time) ? (day < 0 ? INT64_MIN : INT64_MAX) : time;
}

static int64_t floor_to(int64_t value, int64_t unit)
{
    int64_t rest = value % unit;
    return value - (rest < 0 ? rest + unit : rest);
}

void chunk_bounds(int64_t chunk, int64_t at, int64_t *ret_first, int64_t *ret_last)
{
    if (chunk > 0) {
        int64_t rest = at % chunk;
        if (rest < 0) rest += chunk;
        if (__builtin_sub_overflow(at, rest, ret_first)) *ret_first = INT64_MIN;
        if (__builtin_add_overflow(at, chunk - 1 - rest, ret_last)) *ret_last = INT64_MAX;
        return;
    }
    struct date d     = date_of_day(day_of_time(at));
    int64_t     month = floor_to((int64_t)d.year * 12 + d.month - 1, -chunk), next = time_of_month(month - chunk);
    *ret_first = time_of_month(month);
    *ret_last  = next == INT64_MAX ? next : next - 1;
}
