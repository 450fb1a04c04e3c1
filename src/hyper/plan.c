#include "hyper/plan.h"

#include <math.h>

enum { COLUMN_SEGMENT, COLUMN_TIME };

enum {                                  /* bits of idxNum; values come in this order */
    SEGMENT_EQ = 1, SEGMENT_IN = 2, TIME_EQ = 4, TIME_GE = 8, TIME_GT = 16, TIME_LE = 32, TIME_LT = 64, DOWN = 128,
    SEGMENT = SEGMENT_EQ | SEGMENT_IN, LOWER = TIME_GE | TIME_GT, UPPER = TIME_LE | TIME_LT
};

/* ---- choosing ---- */

/* What a table is taken to hold, for the planner: it only compares. */
static const double ROWS = 10e6, SEGMENTS = 2500, LISTED = 10, RANGE_SHARE = 0.1, LOOKUP = 20, PER_ROW = 0.2, PER_COLUMN = 0.05;

struct choice {
    int plan;
    int segment, from, to;              /* places among the constraints; -1: none */
};

static void consider_time(int op, int i, struct choice *k)
{
    if (op == SQLITE_INDEX_CONSTRAINT_EQ && !(k->plan & TIME_EQ)) {
        k->plan = (k->plan & ~(LOWER | UPPER)) | TIME_EQ;
        k->from = i;
        k->to   = -1;
    }
    if (k->plan & TIME_EQ) return;
    int lower = op == SQLITE_INDEX_CONSTRAINT_GE ? TIME_GE : op == SQLITE_INDEX_CONSTRAINT_GT ? TIME_GT : 0;
    int upper = op == SQLITE_INDEX_CONSTRAINT_LE ? TIME_LE : op == SQLITE_INDEX_CONSTRAINT_LT ? TIME_LT : 0;
    if (lower && k->from < 0) k->plan |= lower, k->from = i;
    if (upper && k->to < 0)   k->plan |= upper, k->to = i;
}

static struct choice choose(sqlite3_index_info *info)
{
    struct choice k = {0, -1, -1, -1};
    for (int i = 0; i < info->nConstraint; i++) {
        int op = info->aConstraint[i].op;
        if (!info->aConstraint[i].usable) continue;
        if (info->aConstraint[i].iColumn == COLUMN_TIME) consider_time(op, i, &k);
        if (info->aConstraint[i].iColumn != COLUMN_SEGMENT || op != SQLITE_INDEX_CONSTRAINT_EQ) continue;
        bool list = sqlite3_vtab_in(info, i, -1);
        if (k.segment >= 0 && (list || k.plan & SEGMENT_EQ)) continue;          /* one value beats a list */
        k.segment = i;
        k.plan    = (k.plan & ~SEGMENT) | (list ? SEGMENT_IN : SEGMENT_EQ);
    }
    if (k.plan & SEGMENT_IN) (void)sqlite3_vtab_in(info, k.segment, 1);
    return k;
}

/* (segment, time), or time alone within one segment; the same way all along. */
static bool gives_order(const sqlite3_index_info *info, int plan, bool *ret_down)
{
    int next = COLUMN_SEGMENT;
    for (int i = 0; i < info->nOrderBy; i++) {
        int column = info->aOrderBy[i].iColumn;
        if (next > COLUMN_TIME) break;          /* the key is unique: what stands behind it orders nothing */
        if (plan & SEGMENT_EQ && column == COLUMN_TIME) next = COLUMN_TIME;
        if (column != next || info->aOrderBy[i].desc != info->aOrderBy[0].desc) return false;
        next++;
    }
    *ret_down = info->nOrderBy > 0 && info->aOrderBy[0].desc;
    return info->nOrderBy > 0;
}

static void use(sqlite3_index_info *info, int constraint, int *place)
{
    if (constraint < 0) return;
    info->aConstraintUsage[constraint].argvIndex = ++*place;
    info->aConstraintUsage[constraint].omit      = 1;
}

static void estimate(sqlite3_index_info *info, int plan)
{
    double rows    = ROWS, lookups = SEGMENTS;
    if (plan & SEGMENT_EQ) rows /= SEGMENTS, lookups = 1;
    if (plan & SEGMENT_IN) rows *= LISTED / SEGMENTS, lookups = LISTED;
    if (plan & LOWER)      rows *= RANGE_SHARE;
    if (plan & UPPER)      rows *= RANGE_SHARE;
    if (plan & TIME_EQ)    rows = lookups;
    double per_row = PER_ROW + PER_COLUMN * __builtin_popcountll(info->colUsed);
    info->estimatedRows = (sqlite3_int64)fmax(rows, 1);
    info->estimatedCost = lookups * LOOKUP + rows * per_row;
    if (plan & SEGMENT_EQ && plan & TIME_EQ) info->idxFlags |= SQLITE_INDEX_SCAN_UNIQUE;
}

static char *words(int plan, bool ordered)
{
    return sqlite3_mprintf("%s%s%s%s%s%s%s%s", plan & SEGMENT_EQ ? "one segment" : plan & SEGMENT_IN ? "listed segments" : "all segments",
                           plan & TIME_EQ ? ", time =" : "", plan & TIME_GE ? ", time >=" : "", plan & TIME_GT ? ", time >" : "",
                           plan & TIME_LE ? ", time <=" : "", plan & TIME_LT ? ", time <" : "", ordered ? ", in order" : "",
                           plan & DOWN ? " descending" : "");
}

int plan_choose(sqlite3_index_info *info)
{
    struct choice k     = choose(info);
    int           place = 0;
    bool          down  = false, ordered = gives_order(info, k.plan, &down);
    if (ordered && down) k.plan |= DOWN;
    use(info, k.segment, &place);
    use(info, k.from, &place);
    use(info, k.to, &place);
    estimate(info, k.plan);
    info->orderByConsumed  = ordered;
    info->idxNum           = k.plan;
    info->idxStr           = words(k.plan, ordered);
    info->needToFreeIdxStr = 1;
    return info->idxStr ? SQLITE_OK : SQLITE_NOMEM;
}

/* ---- reading ---- */

/* A whole number that equals the value: what an INTEGER column would find. */
static bool whole(sqlite3_value *v, int64_t *ret)
{
    int type = sqlite3_value_numeric_type(v);
    if (type == SQLITE_INTEGER) *ret = sqlite3_value_int64(v);
    if (type != SQLITE_FLOAT) return type == SQLITE_INTEGER;
    double d = sqlite3_value_double(v);
    if (!(d >= -0x1p63 && d < 0x1p63) || d != floor(d)) return false;
    *ret = (int64_t)d;
    return true;
}

static void nothing(struct wanted *w)
{
    w->from = 1;
    w->to   = 0;
}

/* The least whole number at or above d, or strictly above; false: there is none. */
static bool at_or_above(double d, bool strictly, int64_t *ret)
{
    double up = strictly ? floor(d) + 1 : ceil(d);
    if (d < -0x1p63) up = -0x1p63;
    if (!(up < 0x1p63)) return false;
    *ret = (int64_t)up;
    if (strictly && (double)*ret <= d) return *ret < INT64_MAX ? (++*ret, true) : false;
    return true;
}

/* In SQL's order of types a number stands below every text and blob. */
static void read_lower(sqlite3_value *v, bool strictly, struct wanted *w)
{
    int64_t from = INT64_MIN;
    bool    any;
    switch (sqlite3_value_numeric_type(v)) {
    case SQLITE_INTEGER:
        any = !__builtin_add_overflow(sqlite3_value_int64(v), (int64_t)strictly, &from);
        break;
    case SQLITE_FLOAT: any = at_or_above(sqlite3_value_double(v), strictly, &from); break;
    default:           any = false;
    }
    if (any) w->from = from;
    else     nothing(w);
}

static void read_upper(sqlite3_value *v, bool strictly, struct wanted *w)
{
    int64_t to = INT64_MAX;
    bool    any = true;
    switch (sqlite3_value_numeric_type(v)) {
    case SQLITE_INTEGER: any = !__builtin_sub_overflow(sqlite3_value_int64(v), (int64_t)strictly, &to); break;
    case SQLITE_NULL:    any = false; break;
    case SQLITE_FLOAT:                  /* up to the one before what would be above */
        if (at_or_above(sqlite3_value_double(v), !strictly, &to)) any = !__builtin_sub_overflow(to, (int64_t)1, &to);
        break;
    default: break;
    }
    if (w->from > w->to) return;
    if (any) w->to = to;
    else     nothing(w);
}

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static err read_list(struct ctx *c, sqlite3_value *list, struct wanted *w)
{
    sqlite3_value *v;
    int64_t       *keys, key;
    size_t         count = 0, kept = 0;
    int            code;
    for (code = sqlite3_vtab_in_first(list, &v); code == SQLITE_OK; code = sqlite3_vtab_in_next(list, &v)) count++;
    if (code == SQLITE_DONE) TRY(NEW(c, keys, count));
    else                     return fail(c, code == SQLITE_NOMEM ? ERR_NOMEM : ERR_STORE, "a list of segments cannot be read");
    for (code = sqlite3_vtab_in_first(list, &v), count = 0; code == SQLITE_OK; code = sqlite3_vtab_in_next(list, &v))
        if (whole(v, &key)) keys[count++] = key;
    if (code != SQLITE_DONE) return fail(c, code == SQLITE_NOMEM ? ERR_NOMEM : ERR_STORE, "a list of segments cannot be read");
    qsort(keys, count, sizeof *keys, ascending);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || keys[i] != keys[i - 1]) keys[kept++] = keys[i];
    w->keys      = keys;
    w->key_count = kept;
    return OK;
}

static err read_one(struct ctx *c, sqlite3_value *v, struct wanted *w)
{
    int64_t *key;
    TRY(NEW(c, key, 1));
    w->keys      = key;
    w->key_count = whole(v, key);
    return OK;
}

static void read_instant(sqlite3_value *v, struct wanted *w)
{
    int64_t at;
    if (!whole(v, &at)) {
        nothing(w);
        return;
    }
    w->from = w->to = at;
}

err plan_read(struct ctx *c, int plan, sqlite3_value **argv, struct wanted *ret)
{
    struct wanted w = {.from = INT64_MIN, .to = INT64_MAX, .down = plan & DOWN};
    if (plan & SEGMENT_EQ) TRY(read_one(c, *argv++, &w));
    if (plan & SEGMENT_IN) TRY(read_list(c, *argv++, &w));
    if (plan & TIME_EQ)    read_instant(*argv++, &w);
    if (plan & LOWER)      read_lower(*argv++, plan & TIME_GT, &w);
    if (plan & UPPER)      read_upper(*argv++, plan & TIME_LT, &w);
    *ret = w;
    return OK;
}
