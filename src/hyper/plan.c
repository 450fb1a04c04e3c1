#include "hyper/plan.h"

#include <math.h>

#include "hyper/values.h"

enum { COLUMN_SEGMENT, COLUMN_TIME };

enum {                                  /* bits of idxNum; values come in this order */
    SEGMENT_EQ = 1, SEGMENT_IN = 2, TIME_EQ = 4, TIME_GE = 8, TIME_GT = 16, TIME_LE = 32, TIME_LT = 64, DOWN = 128,
    AS_OF = 256, OFFSET = 512, EACH = 1024,
    SEGMENT = SEGMENT_EQ | SEGMENT_IN, LOWER = TIME_GE | TIME_GT, UPPER = TIME_LE | TIME_LT
};

/* ---- choosing ---- */

/* What a table is taken to hold, for the planner: it only compares. */
static const double ROWS = 10e6, SEGMENTS = 2500, LISTED = 10, RANGE_SHARE = 0.1, LOOKUP = 20, PER_ROW = 0.2, PER_COLUMN = 0.05;

struct choice {
    int plan;
    int segment, from, to, as_of, offset;       /* places among the constraints; -1: none */
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

static void consider_segment(sqlite3_index_info *info, int i, struct choice *k)
{
    if (info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ) return;
    bool list = sqlite3_vtab_in(info, i, -1);
    if (k->segment >= 0 && (list || k->plan & SEGMENT_EQ)) return;              /* one value beats a list */
    k->segment = i;
    k->plan    = (k->plan & ~SEGMENT) | (list ? SEGMENT_IN : SEGMENT_EQ);
}

static bool is_limit(int op) { return op == SQLITE_INDEX_CONSTRAINT_LIMIT || op == SQLITE_INDEX_CONSTRAINT_OFFSET; }

/* A past state is chosen before its rows are read, or not at all: where it hangs upon another table, that one comes first. */
static bool choose(sqlite3_index_info *info, int as_of, struct choice *ret)
{
    struct choice k = {0, -1, -1, -1, -1, -1};
    for (int i = 0; i < info->nConstraint; i++) {
        int  op = info->aConstraint[i].op, column = info->aConstraint[i].iColumn;
        bool usable = info->aConstraint[i].usable;
        if (op == SQLITE_INDEX_CONSTRAINT_OFFSET && usable) k.offset = i;
        if (is_limit(op)) continue;
        bool past = as_of > 0 && column == as_of && op == SQLITE_INDEX_CONSTRAINT_EQ;
        if (past && !usable) return false;
        if (past && k.as_of < 0)                k.as_of = i, k.plan |= AS_OF;
        if (usable && column == COLUMN_TIME)    consider_time(op, i, &k);
        if (usable && column == COLUMN_SEGMENT) consider_segment(info, i, &k);
    }
    if (k.plan & SEGMENT_IN) (void)sqlite3_vtab_in(info, k.segment, 1);
    *ret = k;
    return true;
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

/* Rows may be passed over unseen where nothing but the table itself decides which there are, and in which order. */
static bool takes_all(const sqlite3_index_info *info, const struct choice *k)
{
    for (int i = 0; i < info->nConstraint; i++) {
        bool taken = i == k->segment || i == k->from || i == k->to || i == k->as_of;
        if (!taken && !is_limit(info->aConstraint[i].op)) return false;
    }
    return true;
}

/* SELECT DISTINCT segment: rows that are alike may be left out. */
static bool gives_each(sqlite3_index_info *info, const struct choice *k)
{
    return sqlite3_vtab_distinct(info) >= 2 && info->nOrderBy == 1 && info->aOrderBy[0].iColumn == COLUMN_SEGMENT &&
           info->colUsed == 1u << COLUMN_SEGMENT && !(k->plan & AS_OF);
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

static char *words(const sqlite3_index_info *info, int plan, bool ordered, int values)
{
    enum { FIRST_VALUE = COLUMN_TIME + 1, TOLD_MAX = 60 };      /* colUsed has a bit for each of so many */
    uint64_t mask = values <= TOLD_MAX ? (1ull << values) - 1 : 0;
    char    *part = mask ? sqlite3_mprintf(", %d of %d columns", __builtin_popcountll(info->colUsed >> FIRST_VALUE & mask), values) : sqlite3_mprintf("");
    char    *all  = part ? sqlite3_mprintf("%s%s%s%s%s%s%s%s%s%s%s%s", plan & SEGMENT_EQ ? "one segment" : plan & SEGMENT_IN ? "listed segments" : "all segments",
                                           plan & TIME_EQ ? ", time =" : "", plan & TIME_GE ? ", time >=" : "", plan & TIME_GT ? ", time >" : "",
                                           plan & TIME_LE ? ", time <=" : "", plan & TIME_LT ? ", time <" : "", plan & AS_OF ? ", as of" : "",
                                           ordered ? ", in order" : "", plan & DOWN ? " descending" : "", plan & EACH ? ", one row each" : "",
                                           plan & OFFSET ? ", offset" : "", part) : NULL;
    sqlite3_free(part);
    return all;
}

int plan_choose(sqlite3_index_info *info, int values, int as_of)
{
    struct choice k;
    int           place = 0;
    bool          down  = false;
    if (!choose(info, as_of, &k)) return SQLITE_CONSTRAINT;
    bool ordered = gives_order(info, k.plan, &down);
    if (ordered && down)     k.plan |= DOWN;
    if (gives_each(info, &k)) k.plan |= EACH;
    if (k.offset >= 0 && takes_all(info, &k) && (ordered || info->nOrderBy == 0)) k.plan |= OFFSET;
    else k.offset = -1;
    use(info, k.segment, &place);
    use(info, k.from, &place);
    use(info, k.to, &place);
    use(info, k.as_of, &place);
    use(info, k.offset, &place);
    estimate(info, k.plan);
    info->orderByConsumed  = ordered;
    info->idxNum           = k.plan;
    info->idxStr           = words(info, k.plan, ordered, values);
    info->needToFreeIdxStr = 1;
    return info->idxStr ? SQLITE_OK : SQLITE_NOMEM;
}

/* ---- reading ---- */

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
        if (value_whole(v, &key)) keys[count++] = key;
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
    w->key_count = value_whole(v, key);
    return OK;
}

static void read_instant(sqlite3_value *v, struct wanted *w)
{
    int64_t at;
    if (!value_whole(v, &at)) {
        nothing(w);
        return;
    }
    w->from = w->to = at;
}

static void read_past(sqlite3_value *v, struct wanted *w)
{
    w->past = value_whole(v, &w->as_of);
    if (!w->past) nothing(w);
}

err plan_read(struct ctx *c, int plan, sqlite3_value **argv, struct wanted *ret)
{
    struct wanted w = {.from = INT64_MIN, .to = INT64_MAX, .down = plan & DOWN, .each = plan & EACH};
    if (plan & SEGMENT_EQ) TRY(read_one(c, *argv++, &w));
    if (plan & SEGMENT_IN) TRY(read_list(c, *argv++, &w));
    if (plan & TIME_EQ)    read_instant(*argv++, &w);
    if (plan & LOWER)      read_lower(*argv++, plan & TIME_GT, &w);
    if (plan & UPPER)      read_upper(*argv++, plan & TIME_LT, &w);
    if (plan & AS_OF)      read_past(*argv++, &w);
    if (plan & OFFSET) {
        int64_t skip = sqlite3_value_int64(*argv);
        w.skip = skip > 0 ? (uint64_t)skip : 0;
    }
    *ret = w;
    return OK;
}
