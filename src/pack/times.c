#include "pack/times.h"

#include "base/session.h"
#include "pack/ints.h"

enum rule { EVERY, WEEKDAYS, SESSIONS, RULES };
enum { HEAD = 27, PLACE = 2, ROWS_MAX = 8192, SATURDAY = 5, WEEK = 7, DAYS_FAR = 3000000 };      /* the year 10183 */

/* ---- the next number by the rule ---- */

struct walk {
    enum rule rule;
    int64_t   at, step;                 /* units; of days: days since 1970 */
    int       weekday, year;
    int64_t   closed;                   /* the next holiday, not before `at` once it has been looked for; INT64_MAX: there is no such rule */
    int32_t   holiday[SESSION_HOLIDAYS_MAX];
    size_t    holiday_count, next;
};

static void find_closed(struct walk *w)
{
    while (w->next < w->holiday_count && w->holiday[w->next] < w->at) w->next++;
    while (w->next == w->holiday_count) {
        w->holiday_count = session_holidays(++w->year, w->holiday);
        for (w->next = 0; w->next < w->holiday_count && w->holiday[w->next] < w->at;) w->next++;
    }
    w->closed = w->holiday[w->next];
}

static void open_year(struct walk *w)
{
    w->year          = date_of_day((int32_t)w->at).year - 1;
    w->holiday_count = w->next = 0;
    find_closed(w);
}

static void walk_open(struct walk *w, enum rule rule, int64_t at, int64_t step)
{
    *w = (struct walk){.rule = rule, .at = at, .step = step, .closed = INT64_MAX};
    if (rule == EVERY) return;
    w->weekday = weekday_of_day((int32_t)at);
    if (rule == SESSIONS) open_year(w);
}

static void to_next(struct walk *w)
{
    if (w->rule == EVERY) {
        w->at += w->step;
        return;
    }
    for (;;) {
        int days = w->weekday < SATURDAY - 1 ? 1 : w->weekday == SATURDAY - 1 ? 3 : WEEK - w->weekday;
        w->at     += days;
        w->weekday = w->weekday < SATURDAY - 1 ? w->weekday + 1 : 0;
        if (w->at < w->closed) return;
        if (w->at > w->closed) find_closed(w);
        if (w->at != w->closed) return;
    }
}

static void jump(struct walk *w, int64_t units)
{
    w->at += units;
    if (w->rule == EVERY) return;
    w->weekday = (int)((w->weekday + units) % WEEK);
    if (w->rule == SESSIONS) open_year(w);
}

/* ---- in ---- */

/* The step that most of the first ones keep. */
static int64_t usual_step(const int64_t *in, size_t count, int64_t unit)
{
    enum { SEEN = 32 };
    size_t  seen = count - 1 < SEEN ? count - 1 : SEEN, best = 0;
    int64_t step = 1;
    for (size_t i = 1; i <= seen; i++) {
        size_t same = 0;
        for (size_t k = 1; k <= seen; k++) same += in[k] - in[k - 1] == in[i] - in[i - 1];
        if (same > best) best = same, step = (in[i] - in[i - 1]) / unit;
    }
    return step;
}

struct odd {
    uint16_t place[ROWS_MAX], units[ROWS_MAX];
    size_t   count;
};

/* false: more exceptions than would pay, or one that is too far. */
static bool keep(const int64_t *in, size_t count, int64_t unit, struct walk *w, struct odd *odd)
{
    odd->count = 0;
    for (size_t i = 1; i < count; i++) {
        struct walk before = *w;
        int64_t     units  = (in[i] - in[i - 1]) / unit;
        to_next(w);
        if (w->at - before.at == units) continue;
        if (units > UINT16_MAX || odd->count > count / 4) return false;
        *w = before;
        jump(w, units);
        odd->place[odd->count]   = (uint16_t)i;
        odd->units[odd->count++] = (uint16_t)units;
    }
    return true;
}

static void put(struct text *out, enum rule rule, int64_t first, int64_t unit, int64_t third, const struct odd *odd)
{
    char     head[HEAD];
    uint16_t count = (uint16_t)odd->count;
    head[0] = (char)rule;
    memcpy(head + 1, &first, 8);
    memcpy(head + 9, &unit, 8);
    memcpy(head + 17, &third, 8);
    memcpy(head + 25, &count, 2);
    text_put_slice(out, (struct slice){head, HEAD});
    text_put_slice(out, (struct slice){(const char *)odd->place, count * sizeof *odd->place});
    text_put_slice(out, (struct slice){(const char *)odd->units, count * sizeof *odd->units});
}

static int64_t unit_of(const int64_t *in, size_t count)
{
    uint64_t unit = 0;
    for (size_t i = 1; i < count; i++) {
        int64_t step;
        if (__builtin_sub_overflow(in[i], in[i - 1], &step) || step <= 0) return 0;
        unit = unit == 1 ? 1 : ints_divisor((uint64_t)step, unit);
    }
    return (int64_t)unit;
}

static bool are_days(int64_t first, int64_t last)
{
    return first / US_PER_DAY > -DAYS_FAR && last / US_PER_DAY < DAYS_FAR;
}

bool times_put(struct text *out, const int64_t *in, size_t count)
{
    struct odd  tried[2], *best = NULL;
    struct walk w;
    enum rule   rule = EVERY;
    int64_t     unit = count > 1 ? unit_of(in, count) : 0, third = 0;
    if (unit == 0) return false;
    int64_t day = day_of_time(in[0]);
    for (enum rule r = EVERY; r < RULES; r++) {
        bool        days = r != EVERY;
        int64_t     step = days ? 0 : usual_step(in, count, unit);
        struct odd *odd  = best == &tried[0] ? &tried[1] : &tried[0];
        if (days && (unit % US_PER_DAY != 0 || !are_days(in[0], in[count - 1]))) continue;
        walk_open(&w, r, days ? day : 0, step);
        if (!keep(in, count, days ? US_PER_DAY : unit, &w, odd) || (best && odd->count >= best->count)) continue;
        best  = odd;
        rule  = r;
        third = days ? day : step;
    }
    if (!best) return false;
    put(out, rule, in[0], rule == EVERY ? unit : US_PER_DAY, third, best);
    return true;
}

/* ---- out ---- */

struct exceptions {
    const char *places, *units;
    size_t      count, next;
    uint16_t    place;                  /* of the next one, while next < count */
};

static void look(struct exceptions *e)
{
    if (e->next < e->count) memcpy(&e->place, e->places + e->next * PLACE, PLACE);
}

static bool is_odd(struct exceptions *e, size_t i, uint16_t *ret_units)
{
    if (e->next == e->count || e->place != i) return false;
    memcpy(ret_units, e->units + e->next * PLACE, PLACE);
    e->next++;
    look(e);
    return true;
}

static void read_steps(struct exceptions *e, size_t count, uint64_t step, uint64_t unit, int64_t *out)
{
    uint16_t units;
    uint64_t at = (uint64_t)out[0];
    for (size_t i = 1; i < count; i++) {
        at    += unit * (is_odd(e, i, &units) ? units : step);
        out[i] = (int64_t)at;
    }
}

static bool read_days(struct exceptions *e, size_t count, struct walk *w, int64_t *out)
{
    uint16_t units;
    int64_t  first = w->at;
    uint64_t at    = (uint64_t)out[0];
    for (size_t i = 1; i < count; i++) {
        size_t stop = e->next < e->count && e->place < count ? e->place : count;
        while (w->weekday == SATURDAY - 1 && w->at + WEEK < w->closed && w->at < DAYS_FAR && i + SATURDAY <= stop) {
            for (int64_t day = 3; day <= WEEK; day++) out[i++] = (int64_t)(at + (uint64_t)(w->at + day - first) * (uint64_t)US_PER_DAY);
            w->at += WEEK;                              /* a whole week in which nothing is odd */
        }
        if (i == count) break;
        if (is_odd(e, i, &units)) jump(w, units);
        else                      to_next(w);
        if (w->at > DAYS_FAR) return false;
        out[i] = (int64_t)(at + (uint64_t)(w->at - first) * (uint64_t)US_PER_DAY);
    }
    return true;
}

bool times_read(struct slice in, size_t count, int64_t *out)
{
    uint64_t unit;
    int64_t  third;
    uint16_t odds;
    if (in.size < HEAD || (uint8_t)in.at[0] >= RULES || count == 0) return false;
    memcpy(&out[0], in.at + 1, 8);
    memcpy(&unit, in.at + 9, 8);
    memcpy(&third, in.at + 17, 8);
    memcpy(&odds, in.at + 25, 2);
    if (in.size != HEAD + (size_t)odds * 2 * PLACE) return false;

    enum rule         rule = (enum rule)in.at[0];
    struct exceptions e    = {.places = in.at + HEAD, .units = in.at + HEAD + (size_t)odds * PLACE, .count = odds};
    look(&e);
    if (rule == EVERY) {
        read_steps(&e, count, (uint64_t)third, unit, out);
        return e.next == e.count;
    }
    struct walk w;
    if (third < -DAYS_FAR || third > DAYS_FAR) return false;
    walk_open(&w, rule, third, 0);
    return read_days(&e, count, &w, out) && e.next == e.count;
}
