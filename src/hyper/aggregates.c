#include "hyper/aggregates.h"

#include <math.h>

#include "base/text.h"
#include "hyper/values.h"

enum { FUNCTION_MEMORY_MAX = 1 << 20 };

static void *state_of(sqlite3_context *out, size_t size)
{
    void *state = sqlite3_aggregate_context(out, (int)size);
    if (!state) sqlite3_result_error_nomem(out);
    return state;
}

static bool is_null(sqlite3_value *v) { return sqlite3_value_type(v) == SQLITE_NULL; }

static void keep(sqlite3_context *out, sqlite3_value **kept, sqlite3_value *v)
{
    sqlite3_value_free(*kept);
    *kept = sqlite3_value_dup(v);
    if (!*kept) sqlite3_result_error_nomem(out);
}

/* ---- first(value, at) and last(value, at): the value at the least and at the greatest time ---- */

struct edge {
    sqlite3_value *value;
    int64_t        at;
};

static void edge_step(sqlite3_context *out, sqlite3_value **argv, bool last)
{
    struct edge *e = state_of(out, sizeof *e);
    if (!e || is_null(argv[0]) || is_null(argv[1])) return;
    int64_t at = sqlite3_value_int64(argv[1]);
    if (e->value && (last ? at <= e->at : at >= e->at)) return;
    e->at = at;
    keep(out, &e->value, argv[0]);
}

static void first_step(sqlite3_context *out, int argc, sqlite3_value **argv)
{
    (void)argc;
    edge_step(out, argv, false);
}

static void last_step(sqlite3_context *out, int argc, sqlite3_value **argv)
{
    (void)argc;
    edge_step(out, argv, true);
}

static void edge_final(sqlite3_context *out)
{
    struct edge *e = sqlite3_aggregate_context(out, 0);
    if (!e || !e->value) return;
    sqlite3_result_value(out, e->value);
    sqlite3_value_free(e->value);
}

/* ---- candlestick(at, price[, volume]): open, high, low and close of trades or bars, as JSON ---- */

struct candle {
    size_t  count;
    int64_t open_at, close_at;
    double  open, high, low, close, volume, turnover;
    bool    has_volume;
};

static void candle_step(sqlite3_context *out, int argc, sqlite3_value **argv)
{
    struct candle *k = state_of(out, sizeof *k);
    if (!k || is_null(argv[0]) || is_null(argv[1])) return;
    int64_t at    = sqlite3_value_int64(argv[0]);
    double  price = sqlite3_value_double(argv[1]);
    if (k->count == 0 || at < k->open_at)  k->open_at  = at, k->open  = price;
    if (k->count == 0 || at > k->close_at) k->close_at = at, k->close = price;
    if (k->count == 0 || price > k->high)  k->high = price;
    if (k->count == 0 || price < k->low)   k->low  = price;
    k->count++;
    if (argc < 3 || is_null(argv[2])) return;
    k->has_volume = true;
    k->volume   += sqlite3_value_double(argv[2]);
    k->turnover += sqlite3_value_double(argv[2]) * price;
}

static void put_member(struct text *t, const char *name, double value)
{
    text_print(t, ",\"%s\":", name);
    if (isfinite(value)) text_put_number(t, value);
    else                 text_put(t, "null");
}

static void candle_final(sqlite3_context *out)
{
    AUTO_CTX             c = {0};
    struct text          t = {.c = &c};
    const struct candle *k = sqlite3_aggregate_context(out, 0);
    if (!k || !k->count) return;
    ctx_open(&c, FUNCTION_MEMORY_MAX);
    text_print(&t, "{\"open_at\":%lld,\"close_at\":%lld", (long long)k->open_at, (long long)k->close_at);
    put_member(&t, "open", k->open);
    put_member(&t, "high", k->high);
    put_member(&t, "low", k->low);
    put_member(&t, "close", k->close);
    if (k->has_volume) put_member(&t, "volume", k->volume);
    if (k->has_volume) put_member(&t, "vwap", k->turnover / k->volume);     /* without volume there is no mean: null */
    text_put_char(&t, '}');
    if (text_done(&t) != OK) {
        sqlite3_result_error_nomem(out);
        return;
    }
    sqlite3_result_text64(out, t.at, t.size, SQLITE_TRANSIENT, SQLITE_UTF8);
    sqlite3_result_subtype(out, 'J');   /* so that json_object() and its like take it as it is */
}

/* ---- locf(value): the last observation carried forward, as far as the frame reaches back ---- */

struct carried {
    sqlite3_value *value;
    int64_t        entered, left, number;       /* rows; that of the value among those that entered */
};

static void carried_step(sqlite3_context *out, int argc, sqlite3_value **argv)
{
    struct carried *k = state_of(out, sizeof *k);
    (void)argc;
    if (!k) return;
    k->entered++;
    if (is_null(argv[0])) return;
    k->number = k->entered;
    keep(out, &k->value, argv[0]);
}

static void carried_inverse(sqlite3_context *out, int argc, sqlite3_value **argv)
{
    struct carried *k = state_of(out, sizeof *k);
    (void)argc, (void)argv;
    if (!k || ++k->left < k->number) return;
    sqlite3_value_free(k->value);
    k->value = NULL;
}

static void carried_value(sqlite3_context *out)
{
    const struct carried *k = sqlite3_aggregate_context(out, 0);
    if (k && k->value) sqlite3_result_value(out, k->value);
}

static void carried_final(sqlite3_context *out)
{
    struct carried *k = sqlite3_aggregate_context(out, 0);
    carried_value(out);
    if (!k) return;
    sqlite3_value_free(k->value);
    *k = (struct carried){0};
}

/* ---- interpolate(value, at): what lies on the straight line between the neighbours that are there ----
 *
 * A function over a window is not told which row is asked for. With the frame ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING it
 * knows: it is the first of those that have not left, and the neighbour before it is the last value that did. */

struct point {
    double  value;
    int64_t at;
    bool    there;
};

struct line {
    struct point *points, before;
    size_t        begin, end, room, next;       /* next: where the first value at or after `begin` is, or later */
    size_t        asked;
};

static void line_step(sqlite3_context *out, int argc, sqlite3_value **argv)
{
    enum { ROOM_MIN = 64 };
    struct line *l = state_of(out, sizeof *l);
    (void)argc;
    if (!l) return;
    if (l->end == l->room) {
        size_t        room   = l->room ? l->room * 2 : ROOM_MIN;
        struct point *points = sqlite3_realloc64(l->points, room * sizeof *points);
        if (!points) {
            sqlite3_result_error_nomem(out);
            return;
        }
        l->points = points;
        l->room   = room;
    }
    bool there = !is_null(argv[0]) && !is_null(argv[1]);
    l->points[l->end++] = (struct point){there ? sqlite3_value_double(argv[0]) : 0, sqlite3_value_int64(argv[1]), there};
}

static void line_inverse(sqlite3_context *out, int argc, sqlite3_value **argv)
{
    struct line *l = state_of(out, sizeof *l);
    (void)argc, (void)argv;
    if (!l || l->begin == l->end) return;
    if (l->points[l->begin].there) l->before = l->points[l->begin];
    l->begin++;
}

static void line_value(sqlite3_context *out)
{
    struct line *l = sqlite3_aggregate_context(out, 0);
    if (!l) return;
    if (l->asked++ != l->begin) {
        sqlite3_result_error(out, "interpolate wants the frame ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING", -1);
        return;
    }
    if (l->next < l->begin) l->next = l->begin;
    while (l->next < l->end && !l->points[l->next].there) l->next++;
    if (l->next == l->end) return;
    const struct point *now = &l->points[l->begin], *after = &l->points[l->next], *before = &l->before;
    if (after == now)       sqlite3_result_double(out, now->value);
    else if (before->there) sqlite3_result_double(out, before->value + (after->value - before->value) * (((double)now->at - (double)before->at) /
                                                                                                        ((double)after->at - (double)before->at)));
}

static void line_final(sqlite3_context *out)
{
    struct line *l = sqlite3_aggregate_context(out, 0);
    if (!l) return;
    sqlite3_free(l->points);
    *l = (struct line){0};
}

static const struct aggregate {
    const char *name;
    int         argc;
    void      (*step)(sqlite3_context *, int, sqlite3_value **);
    void      (*final)(sqlite3_context *);
    void      (*value)(sqlite3_context *);                              /* of those over windows */
    void      (*inverse)(sqlite3_context *, int, sqlite3_value **);
} aggregates[] = {
    {"first",       2, first_step,   edge_final,    NULL, NULL},
    {"last",        2, last_step,    edge_final,    NULL, NULL},
    {"candlestick", 2, candle_step,  candle_final,  NULL, NULL},
    {"candlestick", 3, candle_step,  candle_final,  NULL, NULL},
    {"locf",        1, carried_step, carried_final, carried_value, carried_inverse},
    {"interpolate", 2, line_step,    line_final,    line_value, line_inverse},
};

int aggregates_register(sqlite3 *db)
{
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    for (size_t i = 0; i < sizeof aggregates / sizeof *aggregates; i++) {
        const struct aggregate *a = &aggregates[i];
        int code = sqlite3_create_window_function(db, a->name, a->argc, flags, NULL, a->step, a->final, a->value, a->inverse, NULL);
        if (code != SQLITE_OK) return code;
    }
    return SQLITE_OK;
}
