/* Triggers: lines and the instants they name, bad lines and their stories, and the public cases of croniter. */
#include "cron/cron.h"

#include "base/day.h"
#include "base/file.h"
#include "../check.h"

static int64_t instant(const char *text)
{
    int64_t time = TIME_NONE;
    CHECK(time_read(slice_of(text), &time), "%s", text);
    return time;
}

static const char *told(int64_t time)
{
    static char text[TIME_SIZE_MAX + 1];
    if (time == TIME_NONE) return "never";
    text[time_write(text, time)] = 0;
    return text;
}

TEST(cron_names_the_next_instant)
{
    static const struct {
        const char *line, *after, *next;
    } cases[] = {
        {"* * * * *", "2024-05-01T10:20:00Z", "2024-05-01T10:21:00Z"},
        {"* * * * *", "2024-05-01T10:20:59.999999Z", "2024-05-01T10:21:00Z"},
        {"* * * * *", "2024-05-01T10:19:59.999999Z", "2024-05-01T10:20:00Z"},
        {"0 0 * * *", "2024-12-31T23:59:00Z", "2025-01-01T00:00:00Z"},
        {"  */15\t9-16  * * mon-fri ", "2024-05-03T16:45:00Z", "2024-05-06T09:00:00Z"},
        {"*/15 9-16 * * 1-5", "2024-05-03T16:44:59Z", "2024-05-03T16:45:00Z"},
        {"5,35 8 * * *", "2024-05-01T08:05:00Z", "2024-05-01T08:35:00Z"},
        {"30 4/6 * * *", "2024-05-01T05:00:00Z", "2024-05-01T10:30:00Z"},
        {"0 0 29 2 *", "2023-03-01", "2024-02-29T00:00:00Z"},
        {"0 0 29 2 *", "2096-02-29", "2104-02-29T00:00:00Z"},           /* 2100 has no leap day */
        {"0 0 31 * *", "2024-01-31", "2024-03-31T00:00:00Z"},
        {"0 0 30 * *", "2023-01-30", "2023-03-30T00:00:00Z"},
        {"59 23 31 12 *", "2024-12-31T23:59:00Z", "2025-12-31T23:59:00Z"},
        {"0 12 * jan,Jul *", "2024-01-31T12:00:00Z", "2024-07-01T12:00:00Z"},
        {"0 0 1 nov-feb/2 *", "2024-11-02", "2025-01-01T00:00:00Z"},
        {"0 0 * * 7", "2024-05-01", "2024-05-05T00:00:00Z"},
        {"0 0 * * 0", "2024-05-01", "2024-05-05T00:00:00Z"},
        {"0 0 * * fri-mon", "2024-05-06T00:00:00Z", "2024-05-10T00:00:00Z"},
        {"0 0 * * Sat-7", "2024-05-04", "2024-05-05T00:00:00Z"},
        {"0 0 13 * fri", "2024-05-10", "2024-05-13T00:00:00Z"},          /* either day is enough */
        {"0 0 13 * fri", "2024-05-13", "2024-05-17T00:00:00Z"},
        {"0 0 */2 * sat", "2024-05-01", "2024-05-11T00:00:00Z"},         /* both: the first field begins with * */
        {"0 0 13 * */5", "2024-05-01", "2024-09-13T00:00:00Z"},
        {"0 0 1-31 * mon", "2024-05-01", "2024-05-02T00:00:00Z"},
        {"0 0 30 2 *", "2024-01-01", NULL},
        {"0 0 31 4,6,9,11 *", "2024-01-01", NULL},
        {"0 0 */31 2 sun", "2043-02-02", NULL},                          /* the next Sunday on 1 February is in 2054 */
        {"@hourly", "2024-05-01T10:20:30Z", "2024-05-01T11:00:00Z"},
        {"@daily", "2024-02-28", "2024-02-29T00:00:00Z"},
        {"@weekly", "2024-05-01", "2024-05-05T00:00:00Z"},
        {"@monthly", "2024-01-31", "2024-02-01T00:00:00Z"},
        {"@Yearly", "2024-01-01", "2025-01-01T00:00:00Z"},
        {"every 30s", "2024-05-01T10:20:00Z", "2024-05-01T10:20:30Z"},
        {"every 10m", "2024-05-01T10:29:59.999999Z", "2024-05-01T10:30:00Z"},
        {"every  1h", "2024-05-01T10:00:00Z", "2024-05-01T11:00:00Z"},
        {"every 7m", "1969-12-31T23:59:00Z", "1970-01-01T00:00:00Z"},
        {"* * * * *", "1969-12-31T23:58:30Z", "1969-12-31T23:59:00Z"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AUTO_CTX    c = {0};
        struct cron t;
        ctx_open(&c, 1 << 20);
        err e = cron_read(&c, slice_of(cases[i].line), &t);
        CHECK(e == OK, "%s: %s", cases[i].line, c.note);
        if (e != OK) continue;
        int64_t next = cron_next(&t, instant(cases[i].after)), want = cases[i].next ? instant(cases[i].next) : TIME_NONE;
        CHECK(next == want, "%s after %s: %s", cases[i].line, cases[i].after, told(next));
    }
}

TEST(cron_refuses_bad_lines)
{
    static const struct {
        const char *line, *story;
    } cases[] = {
        {"", "empty"},
        {"* * * *", "fewer than the five fields"},
        {"* * * * * *", "more than the five fields"},
        {"60 * * * *", "minute: \"60\" is out of range; allowed are *, 0 to 59"},
        {"* 24 * * *", "hour: \"24\" is out of range; allowed are *, 0 to 23"},
        {"* * 0 * *", "day of the month: \"0\" is out of range; allowed are *, 1 to 31"},
        {"* * 32 * *", "day of the month: \"32\""},
        {"* * * 13 *", "month: \"13\" is out of range; allowed are *, 1 to 12 or jan to dec"},
        {"* * * janu *", "month: \"janu\" is not a value"},
        {"* * * * 8", "weekday: \"8\" is out of range; allowed are *, 0 to 7 (0 and 7 are Sunday) or sun to sat"},
        {"* * * * jan", "weekday: \"jan\" is not a value"},
        {"*/0 * * * *", "minute: \"*/0\" has a step"},
        {"*/61 * * * *", "minute: \"*/61\" has a step"},
        {"0-10/ * * * *", "minute: \"0-10/\" has no number after its /"},
        {"1,,2 * * * *", "minute: \"\" is not a value"},
        {"1, * * * *", "minute: \"\" is not a value"},
        {"-1 * * * *", "minute: \"\" is not a value"},
        {"* 22-2 * * *", "hour: \"22-2\" runs backwards"},
        {"1-2-3 * * * *", "minute: \"2-3\" is not a value"},
        {"99999999999999999999 * * * *", "minute: \"99999999999999999999\" is not a value"},
        {"* * ? * *", "day of the month: \"?\" is not a value"},
        {"* * L * *", "day of the month: \"L\" is not a value"},
        {"@reboot", "\"@reboot\" is not known"},
        {"every", "every: \"\" is not an interval"},
        {"every 1mo", "every: \"1mo\" is not an interval"},
        {"every 0s", "every: \"0s\" is not an interval"},
        {"every 10us", "every: \"10us\" is not an interval"},
        {"every 400d", "every: \"400d\" is not an interval"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AUTO_CTX    c = {0};
        struct cron t;
        ctx_open(&c, 1 << 20);
        CHECK(cron_read(&c, slice_of(cases[i].line), &t) == ERR_INVALID, "%s", cases[i].line);
        CHECK(strstr(c.note, cases[i].story), "%s: %s", cases[i].line, c.note);
    }
}

TEST(cron_refuses_a_long_line)
{
    AUTO_CTX    c = {0};
    struct cron t;
    static char line[CRON_SIZE_MAX + 2];
    ctx_open(&c, 1 << 20);
    memset(line, '*', sizeof line - 1);
    CHECK(cron_read(&c, slice_of(line), &t) == ERR_INVALID);
    CHECK(strstr(c.note, "longer than 256"), "%s", c.note);
}

TEST(cron_survives_the_ends_of_time)
{
    static const char *const lines[] = {"* * * * *", "0 0 29 2 *", "every 366d"};
    static const int64_t ends[] = {INT64_MIN, INT64_MIN + 1, INT64_MAX - 1, INT64_MAX};
    for (size_t i = 0; i < 3; i++) {
        AUTO_CTX    c = {0};
        struct cron t;
        ctx_open(&c, 1 << 20);
        CHECK(cron_read(&c, slice_of(lines[i]), &t) == OK);
        for (size_t k = 0; k < 4; k++) CHECK(cron_next(&t, ends[k]) == TIME_NONE);
    }
}

/* ---- the evaluations that croniter's own tests make, as far as they are lines of crontab in UTC ---- */
/* The text after `"name": `, up to what ends a string or a number; empty when the record has no such name. */
static struct slice value_of(struct slice record, const char *name)
{
    char label[64];
    int  size = snprintf(label, sizeof label, "\"%s\": ", name);
    const char *at = memmem(record.at, record.size, label, (size_t)size);
    if (!at) return (struct slice){0};
    at += size;
    struct slice rest = {at, record.size - (size_t)(at - record.at)};
    if (*at != '"') return (struct slice){at, strcspn(at, ",}")};
    slice_cut(&rest, '"');
    return slice_cut(&rest, '"');
}

static int64_t epoch_of(struct slice record, const char *name)
{
    char label[64];
    int  size = snprintf(label, sizeof label, "\"%s\": {", name);
    const char *at = memmem(record.at, record.size, label, (size_t)size);
    if (!at) return TIME_NONE;
    struct slice inner = {at, record.size - (size_t)(at - record.at)};
    int64_t      time;
    return time_read(value_of(inner, "local"), &time) ? time : TIME_NONE;
}

/* Ours is cron's own reading. croniter's extensions (L, #, ?, R, H, six fields) and its options that change the meaning
 * are not crontab, and neither is OR for a starred field, which it calls a bug of cron and offers as an option. */
static bool applies(struct slice record)
{
    struct slice line = value_of(record, "expression");
    if (!slice_is(value_of(record, "fields"), "5") || !slice_is(value_of(record, "timezone"), "null")) return false;
    for (size_t i = 0; i < line.size; i++)
        if (strchr("#?RH", line.at[i])) return false;
    if (memmem(record.at, record.size, "\"day_or\": false", 15)) return false;
    if (memmem(record.at, record.size, "hash_id", 7)) return false;
    if (memmem(record.at, record.size, "\"expand_from_start_time\": true", 30)) return false;
    bool both_if_starred = memmem(record.at, record.size, "\"implement_cron_bug\": true", 26);
    return both_if_starred || !slice_is(line, "0 16 */2 * sat");
}

/* The last day of a month, lines of other lengths, and where croniter differs from crontab(5) or from itself: it takes
 * 0-0 for the whole week, and Thu-Tue/2 for Thursday, Saturday and Tuesday. */
static bool extended(struct slice line)
{
    static const char *const others[] = {"* * * * *,0", "0 0 * * *,sat#3", "0 0 * * 0-0", "0 0 * * 7-7", "0 0 * * sun-sun",
                                         "0 0 * * thu-tue/2", "0 0 1 apr-mar/2 *"};
    for (size_t i = 0; i < line.size; i++)
        if (strchr("lL", line.at[i]) && (i + 1 == line.size || strchr(" /,-", line.at[i + 1]))) return true;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (slice_like(line, others[i])) return true;
    return false;
}

static int check_record(struct slice record)
{
    AUTO_CTX     c = {0};
    struct cron  t;
    struct slice line = value_of(record, "expression");
    int64_t      from = epoch_of(record, "from"), want = epoch_of(record, "expected");
    if (extended(line) || from == TIME_NONE || want == TIME_NONE) return 0;
    ctx_open(&c, 1 << 20);
    err e = cron_read(&c, line, &t);
    CHECK(e == OK, "%.*s: %s", (int)line.size, line.at, c.note);
    if (e != OK) return 0;
    int64_t next = cron_next(&t, from);
    CHECK(next == want, "%.*s: %s, wanted epoch %lld", (int)line.size, line.at, told(next), (long long)want);
    return 1;
}

static err oracle_read(struct ctx *c, const char *folder, struct slice *ret)
{
    enum { ORACLE_SIZE_MAX = 4 << 20 };
    AUTO_INPUT  in = {0};
    size_t      size = 0, more = 1;
    char       *text;
    const char *path = ctx_print(c, "%s/oracle/cron_cases.json.zst", folder);
    TRY(path ? OK : ERR_NOMEM);
    TRY(NEW(c, text, ORACLE_SIZE_MAX));
    TRY(input_open_file(c, &in, path));
    for (; more > 0 && size + 1 < ORACLE_SIZE_MAX; size += more)
        TRY(input_read(c, &in, text + size, ORACLE_SIZE_MAX - 1 - size, &more));
    *ret = (struct slice){text, size};
    return OK;
}

TEST(cron_agrees_with_croniter)
{
    enum { RECORDS_MIN = 2000 };
    static const char start[] = "{\"type\": ";
    AUTO_CTX     c = {0};
    struct slice text = {0};
    const char  *folder = shared_data();
    if (!folder) { test_skip("the folder of shared data is not here"); return; }
    ctx_open(&c, 16 << 20);
    err e = oracle_read(&c, folder, &text);
    CHECK(e == OK, "%s", c.note);
    if (e != OK) return;

    const char *end = text.at + text.size, *at = memmem(text.at, text.size, start, sizeof start - 1);
    for (int records = 0;; ) {
        const char  *next   = memmem(at + 1, (size_t)(end - at - 1), start, sizeof start - 1);
        struct slice record = {at, (size_t)((next ? next : end) - at)};
        if (slice_is(value_of(record, "type"), "next_fire_time") && applies(record)) records += check_record(record);
        if (next) { at = next; continue; }
        CHECK(records >= RECORDS_MIN, "%d records", records);
        return;
    }
}
