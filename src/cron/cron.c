#include "cron/cron.h"

#include "base/day.h"

enum { FIELDS = 5, MINUTES_PER_DAY = 24 * 60, VALUE_MAX = 9999, INTERVAL_DAYS_MAX = 366 };
enum { MINUTE, HOUR, DAY, MONTH, WEEKDAY };

static const struct field {
    const char *name, *allowed;
    const char *names;          /* three letters each, the first of them for `min` */
    int         min, max;
    int         cycle;          /* after so many values it begins again: weekday 7 is 0 */
    bool        circular;       /* a range may run over its end: nov-mar, fri-mon */
} fields[FIELDS] = {
    [MINUTE]  = {"minute", "0 to 59", "", 0, 59, 60, false},
    [HOUR]    = {"hour", "0 to 23", "", 0, 23, 24, false},
    [DAY]     = {"day of the month", "1 to 31", "", 1, 31, 31, false},
    [MONTH]   = {"month", "1 to 12 or jan to dec", "janfebmaraprmayjunjulaugsepoctnovdec", 1, 12, 12, true},
    [WEEKDAY] = {"weekday", "0 to 7 (0 and 7 are Sunday) or sun to sat", "sunmontuewedthufrisat", 0, 7, 7, true},
};

static const struct {
    const char *name, *line;
} aliases[] = {
    {"@hourly", "0 * * * *"},  {"@daily", "0 0 * * *"},  {"@midnight", "0 0 * * *"}, {"@weekly", "0 0 * * 0"},
    {"@monthly", "0 0 1 * *"}, {"@yearly", "0 0 1 1 *"}, {"@annually", "0 0 1 1 *"},
};

enum { ALIASES = sizeof aliases / sizeof *aliases };

static err refuse(struct ctx *c, const struct field *f, struct slice found, const char *why)
{
    return fail(c, ERR_INVALID, "%s: \"%.*s\" %s; allowed are *, %s, and of those lists 1,2, ranges 1-5 and steps */2",
                f->name, (int)found.size, found.at ? found.at : "", why, f->allowed);
}

static bool digits_read(struct slice s, int *ret)
{
    int value = 0;
    for (size_t i = 0; i < s.size; i++) {
        if (s.at[i] < '0' || s.at[i] > '9' || value > VALUE_MAX) return false;
        value = value * 10 + (s.at[i] - '0');
    }
    *ret = value;
    return s.size > 0;
}

static err value_read(struct ctx *c, const struct field *f, struct slice s, int *ret)
{
    for (const char *name = f->names; *name; name += 3)
        if (s.size == 3 && slice_like(s, (char[]){name[0], name[1], name[2], 0})) {
            *ret = f->min + (int)(name - f->names) / 3;
            return OK;
        }
    int value;
    if (!digits_read(s, &value))            return refuse(c, f, s, "is not a value");
    if (value < f->min || value > f->max)   return refuse(c, f, s, "is out of range");
    *ret = value;
    return OK;
}

/* One entry of a list: *, 5, 1-5, each with or without /step. "4/6" is read as "4-max/6". */
static err entry_read(struct ctx *c, const struct field *f, struct slice entry, uint64_t *bits)
{
    struct slice rest = entry, range = slice_cut(&rest, '/');
    bool         stepped = range.size < entry.size;
    int          low = f->min, high = f->min + f->cycle - 1, step = 1;

    if (stepped && !digits_read(rest, &step)) return refuse(c, f, entry, "has no number after its /");
    if (step < 1 || step > f->cycle)          return refuse(c, f, entry, "has a step that leads past the end");
    if (!slice_is(range, "*")) {
        struct slice last = range, first = slice_cut(&last, '-');
        bool         ranged = first.size < range.size;
        TRY(value_read(c, f, first, &low));
        high = stepped ? f->max : low;
        if (ranged) TRY(value_read(c, f, last, &high));
        if (low == f->min + f->cycle) {                 /* Sunday as 7, where a range begins */
            low  = f->min;
            high = high == f->max ? low : high;
        }
        if (low > high && !f->circular) return refuse(c, f, entry, "runs backwards");
    }
    if (low > high) high += f->cycle;
    for (int value = low; value <= high; value += step) *bits |= 1ull << (f->min + (value - f->min) % f->cycle);
    return OK;
}

static err field_read(struct ctx *c, const struct field *f, struct slice s, uint64_t *ret)
{
    uint64_t bits = 0;
    for (bool more = true; more;) {                     /* a comma promises one more entry, even at the end */
        size_t       size  = s.size;
        struct slice entry = slice_cut(&s, ',');
        TRY(entry_read(c, f, entry, &bits));
        more = entry.size < size;
    }
    *ret = bits;
    return OK;
}

/* Takes the word that stands first, and the blanks before it. */
static struct slice word_cut(struct slice *rest)
{
    struct slice s = slice_trim(*rest);
    size_t       size = 0;
    while (size < s.size && s.at[size] != ' ' && s.at[size] != '\t') size++;
    *rest = (struct slice){s.at + size, s.size - size};
    return (struct slice){s.at, size};
}

/* crontab(5): one day is enough when both are restricted. A field that begins with * never is, not even with a step. */
static err line_read(struct ctx *c, struct slice text, struct cron *ret)
{
    struct slice words[FIELDS + 1] = {{0}};
    uint64_t     bits[FIELDS];
    size_t       count = 0;

    for (struct slice rest = text; count <= FIELDS && slice_trim(rest).size > 0;) words[count++] = word_cut(&rest);
    if (count != FIELDS)
        return fail(c, ERR_INVALID, "\"%.*s\" has %s than the five fields of a crontab line: minute, hour, day of the "
                    "month, month, weekday", (int)text.size, text.at ? text.at : "", count < FIELDS ? "fewer" : "more");
    for (size_t i = 0; i < FIELDS; i++) TRY(field_read(c, &fields[i], words[i], &bits[i]));
    *ret = (struct cron){
        .minutes    = bits[MINUTE],
        .hours      = (uint32_t)bits[HOUR],
        .days       = (uint32_t)bits[DAY],
        .months     = (uint16_t)bits[MONTH],
        .weekdays   = (uint8_t)bits[WEEKDAY],
        .either_day = words[DAY].at[0] != '*' && words[WEEKDAY].at[0] != '*',
    };
    return OK;
}

static err interval_read(struct ctx *c, struct slice s, struct cron *ret)
{
    int64_t span;
    if (!span_read(s, &span) || span < US_PER_SECOND || span > INTERVAL_DAYS_MAX * US_PER_DAY)
        return fail(c, ERR_INVALID, "every: \"%.*s\" is not an interval; allowed are 1s to %dd, as in 30s, 10m, 1h, 1d",
                    (int)s.size, s.at ? s.at : "", INTERVAL_DAYS_MAX);
    *ret = (struct cron){.every_us = span};
    return OK;
}

err cron_read(struct ctx *c, struct slice text, struct cron *ret)
{
    struct slice line = slice_trim(text), rest = line;
    if (line.size == 0) return fail(c, ERR_INVALID, "a trigger is empty");
    if (line.size > CRON_SIZE_MAX)
        return fail(c, ERR_INVALID, "a trigger of %zu bytes is longer than %d", line.size, CRON_SIZE_MAX);
    if (slice_like(word_cut(&rest), "every")) return interval_read(c, slice_trim(rest), ret);
    for (size_t i = 0; i < ALIASES; i++)
        if (slice_like(line, aliases[i].name)) return line_read(c, slice_of(aliases[i].line), ret);
    if (line.size > 0 && line.at[0] == '@')
        return fail(c, ERR_INVALID, "\"%.*s\" is not known; allowed are @hourly, @daily, @weekly, @monthly, @yearly",
                    (int)line.size, line.at);
    return line_read(c, line, ret);
}

/* The first minute of a day from `minute` on that hours and minutes allow, or -1. */
static int minute_next(const struct cron *t, int minute)
{
    if (minute >= MINUTES_PER_DAY) return -1;
    int      hour  = minute / 60;
    uint64_t later = t->minutes >> (minute % 60);
    if (t->hours >> hour & 1 && later) return minute + __builtin_ctzll(later);
    uint32_t hours = t->hours >> (hour + 1);
    return hours ? (hour + 1 + __builtin_ctz(hours)) * 60 + __builtin_ctzll(t->minutes) : -1;
}

static bool day_allowed(const struct cron *t, struct date d, int32_t day)
{
    bool by_date    = t->days >> d.day & 1;
    bool by_weekday = t->weekdays >> (weekday_of_day(day) + 1) % 7 & 1;         /* ours counts from Monday */
    return t->months >> d.month & 1 && (t->either_day ? by_date || by_weekday : by_date && by_weekday);
}

/* The first allowed day from `day` on, or DAY_NONE: a month at a time, and a day at a time in months that are allowed. */
static int32_t day_next(const struct cron *t, int32_t day)
{
    struct date d = date_of_day(day);
    for (int left = CRON_YEARS_MAX * 12 + 1; left > 0; left--) {
        struct date next = d.month == 12 ? (struct date){d.year + 1, 1, 1} : (struct date){d.year, d.month + 1, 1};
        int32_t     end  = day_of_date(next);
        if (t->months >> d.month & 1)
            for (; day < end; day++, d.day++)
                if (day_allowed(t, d, day)) return day;
        day = end;
        d   = next;
    }
    return DAY_NONE;
}

int64_t cron_next(const struct cron *t, int64_t after_us)
{
    int32_t first = day_of_date((struct date){1, 1, 1}), last = day_of_date((struct date){9990, 1, 1});
    int32_t day   = day_of_time(after_us);
    if (day < first || day > last) return TIME_NONE;    /* outside the calendar, and where sums could overflow */

    int64_t rest = after_us - time_of_day(day);
    if (t->every_us > 0) {
        int64_t past = after_us % t->every_us;
        return after_us - past + (past < 0 ? 0 : t->every_us);
    }
    int minute = minute_next(t, (int)(rest / US_PER_MINUTE) + 1);
    if (minute >= 0 && day_allowed(t, date_of_day(day), day)) return time_of_day(day) + minute * US_PER_MINUTE;

    minute = minute_next(t, 0);
    day    = day_next(t, day + 1);
    return minute < 0 || day == DAY_NONE ? TIME_NONE : time_of_day(day) + minute * US_PER_MINUTE;
}
