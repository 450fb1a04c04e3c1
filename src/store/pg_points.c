#include <math.h>
#include <stdio.h>

#include "hyper/rows.h"
#include "store/postgres.h"

/* Time series in PostgreSQL: a row a point. Without TimescaleDB the table is parted by years from 2000 on, with one part for
 * all that came before and one for all that comes after 2099; a year's part is made when the first point of the year before it
 * comes, by the writer that brings it. With TimescaleDB in the database it is a hypertable that compresses itself. */

enum { YEAR_FIRST = 2000, YEAR_END = 2100, PAGE = 65536 };

static_assert(YEAR_END - YEAR_FIRST <= PG_YEARS);

static const char *segment_of(const struct table *t)          { return t->shape->fields[HYPER_SEGMENT].name; }
static const char *time_of(const struct table *t)             { return t->shape->fields[HYPER_TIME].name; }
static const char *column_of(const struct table *t, size_t k) { return t->shape->fields[HYPER_VALUES + k].name; }

/* ", open, high" */
static void put_columns(struct text *out, const struct table *t, uint64_t wanted)
{
    for (size_t k = 0; k < table_columns(t); k++)
        if (wanted >> k & 1) text_print(out, ", %s", column_of(t, k));
}

/* ---- the tables ---- */

/* The key holds numbers too: a range of one segment is read from the index alone. BRIN finds a day among all segments. */
static void put_table(struct text *out, const struct table *t)
{
    text_print(out, "CREATE TABLE %s (", t->shape->name);
    for (size_t i = 0; i < t->shape->field_count; i++) {
        sql_put_column(out, &t->shape->fields[i], POSTGRES);
        text_put(out, ", ");
    }
    text_print(out, "PRIMARY KEY (%s, %s) INCLUDE (", segment_of(t), time_of(t));
    bool any = false;
    for (size_t k = 0; k < table_columns(t); k++)
        if (table_column_type(t, k) != COLUMN_TEXT) text_print(out, "%s%s", any ? ", " : "", column_of(t, k)), any = true;
    text_put(out, "))");
}

/* 1,461 days a chunk, so that a batch of TimescaleDB, 1,000 rows of one segment, is filled by daily points. It asks lumia_now()
 * because the time is a number. */
void pg_put_points(struct text *out, const struct table *t)
{
    const char *name = t->shape->name, *time = time_of(t);
    text_print(out, "DO $do$ DECLARE home name; path text := current_setting('search_path'); BEGIN\n  IF to_regclass('%s') IS NOT NULL THEN RETURN; END IF;\n", name);
    text_put(out, "  SELECT n.nspname INTO home FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'timescaledb';\n"
                  "  IF FOUND THEN\n"
                  "    PERFORM set_config('search_path', quote_ident(current_schema()) || ', ' || quote_ident(home), true);\n    ");
    put_table(out, t);
    text_print(out, ";\n    PERFORM create_hypertable('%s', '%s', chunk_time_interval => 126230400000000, create_default_indexes => false);\n", name, time);
    text_print(out, "    PERFORM set_integer_now_func('%s', 'lumia_now');\n", name);
    text_print(out, "    ALTER TABLE %s SET (timescaledb.compress, timescaledb.compress_segmentby = '%s', timescaledb.compress_orderby = '%s');\n", name,
               segment_of(t), time);
    text_print(out, "    PERFORM add_compression_policy('%s', %lld);\n  ELSE\n    ", name, (long long)span_microseconds(t->compress_after));
    put_table(out, t);
    text_print(out, " PARTITION BY RANGE (%s);\n", time);
    text_print(out, "    CREATE TABLE %s_before PARTITION OF %s FOR VALUES FROM (MINVALUE) TO (946684800000000);\n", name, name);
    text_print(out, "    CREATE TABLE %s_after PARTITION OF %s FOR VALUES FROM (4102444800000000) TO (MAXVALUE);\n  END IF;\n", name, name);
    text_print(out, "  CREATE INDEX %s_by_%s ON %s USING brin (%s);\n", name, time, name, time);
    text_put(out, "  PERFORM set_config('search_path', path, true);\nEND $do$;\n");
}

static int64_t start_of(int year) { return time_of_day(day_of_date((struct date){year, 1, 1})); }
static int     year_of(int64_t at) { return date_of_day(day_of_time(at)).year; }

/* Made aside and then attached: readers of the table go on meanwhile. */
static err make_year(struct ctx *c, struct store *s, const char *table, int year)
{
    int64_t is_parted, is_there;
    char   *name = ctx_print(c, "%s_%d", table, year);
    if (!name) return ERR_NOMEM;
    TRY(store_number(c, s, "SELECT count(*) FROM pg_partitioned_table WHERE partrelid = to_regclass($1)", ARGS(v_text(table)), 0, &is_parted));
    TRY(store_number(c, s, "SELECT count(*) FROM pg_class WHERE oid = to_regclass($1)", ARGS(v_text(name)), 0, &is_there));
    if (!is_parted || is_there) return OK;
    char *sql = ctx_print(c, "CREATE TABLE %s (LIKE %s INCLUDING STORAGE); ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%lld) TO (%lld)", name, table,
                          table, name, (long long)start_of(year), (long long)start_of(year + 1));
    return sql ? pg_run(c, s, sql, "making a partition") : ERR_NOMEM;
}

/* The years that points from first to last fall into, and the one behind them. */
static err make_years(struct ctx *c, struct store *s, const struct table *t, int64_t first, int64_t last)
{
    bool *made = postgres_of(s)->years_made[table_hyper_place(t) % HYPERTABLES_MAX];
    int   from = year_of(first), to = year_of(last) + 1;
    if (from < YEAR_FIRST) from = YEAR_FIRST;
    if (to >= YEAR_END)    to = YEAR_END - 1;
    for (int year = from; year <= to; year++) {
        if (made[year - YEAR_FIRST]) continue;
        TRY(make_year(c, s, t->shape->name, year));
        made[year - YEAR_FIRST] = true;
    }
    return OK;
}

/* ---- in ---- */

/* NaN is NULL, unless it is one of the other NaNs: those come back bit for bit too. */
static bool is_missing(const struct column *k, size_t i)
{
    static const double missing = NAN;
    if (!k->ints || rows_null(k, i)) return true;
    return k->type == COLUMN_REAL && memcmp(&k->reals[i], &missing, sizeof missing) == 0;
}

static err put_text_cell(struct ctx *c, struct pg_copy *copy, struct slice text)
{
    TRY(text_cleaned(c, text, &text));
    pg_copy_cell(copy, text);
    return OK;
}

static err put_cell(struct ctx *c, struct pg_copy *copy, const struct column *k, size_t i)
{
    uint64_t bits;
    if (is_missing(k, i)) {
        pg_copy_null(copy);
        return OK;
    }
    if (k->type == COLUMN_TEXT) return put_text_cell(c, copy, k->texts[i]);
    memcpy(&bits, k->type == COLUMN_REAL ? (const void *)&k->reals[i] : (const void *)&k->ints[i], sizeof bits);
    bits = big64(bits);
    pg_copy_cell(copy, (struct slice){(const char *)&bits, sizeof bits});
    return OK;
}

static err put_point(struct ctx *c, struct pg_copy *copy, const struct table *t, int64_t segment, const struct hyper_rows *rows, size_t i)
{
    uint64_t key[] = {big64((uint64_t)segment), big64((uint64_t)rows->at[i])};
    pg_copy_row(copy, HYPER_VALUES + table_columns(t));
    for (size_t k = 0; k < HYPER_VALUES; k++) pg_copy_cell(copy, (struct slice){(const char *)&key[k], sizeof key[k]});
    for (size_t k = 0; k < table_columns(t); k++) TRY(put_cell(c, copy, &rows->column[k], i));
    return pg_copy_sent(c, copy);
}

static err add_points(struct ctx *c, struct store *s, const struct table *t, int64_t segment, const struct hyper_rows *rows)
{
    struct pg_copy copy = {0};
    struct text    sql  = {.c = c};
    err            e    = OK;
    text_print(&sql, "COPY %s (", t->shape->name);
    sql_put_columns(&sql, t->shape);
    text_put(&sql, ") FROM STDIN (FORMAT binary)");
    TRY(text_done(&sql));
    TRY(pg_copy_begin(c, s, sql.at, &copy));
    for (size_t i = 0; i < rows->count && e == OK; i++) e = put_point(c, &copy, t, segment, rows, i);
    copy.out.broken |= e != OK;
    err ended = pg_copy_end(c, &copy);
    return e != OK ? e : ended;
}

static struct value value_of(const struct column *k, size_t i)
{
    if (is_missing(k, i)) return (struct value){.kind = V_NULL};
    if (k->type == COLUMN_INT)  return v_int(k->ints[i]);
    if (k->type == COLUMN_REAL) return v_real(k->reals[i]);
    return (struct value){.kind = V_TEXT, .bytes = k->texts[i]};
}

static err put_points(struct ctx *c, struct store *s, const struct table *t, const int64_t *segments, int64_t segment, const struct hyper_rows *rows)
{
    struct args *args;
    struct text  sql = {.c = c};
    if (t->shape->field_count > ARGS_MAX) return fail(c, ERR_INTERNAL, "%s has more than %d columns", t->shape->name, ARGS_MAX);
    sql_put_insert(&sql, t->shape, true);
    TRY(text_done(&sql));
    TRY(NEW(c, args, rows->count));
    for (size_t i = 0; i < rows->count; i++) {
        args[i].at[HYPER_SEGMENT] = v_int(segments ? segments[i] : segment);
        args[i].at[HYPER_TIME]    = v_int(rows->at[i]);
        for (size_t k = 0; k < table_columns(t); k++) args[i].at[HYPER_VALUES + k] = value_of(&rows->column[k], i);
        args[i].count = t->shape->field_count;
    }
    return s->driver->query_many(c, s, sql.at, args, rows->count);
}

err pg_write_points(struct ctx *c, struct store *s, const struct table *t, int64_t segment, const struct hyper_rows *rows, bool fresh)
{
    TRY(make_years(c, s, t, rows->at[0], rows->at[rows->count - 1]));
    return fresh ? add_points(c, s, t, segment, rows) : put_points(c, s, t, NULL, segment, rows);
}

err pg_put_each(struct ctx *c, struct store *s, const struct table *t, const int64_t *segments, const struct hyper_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        if (i == 0 || rows->at[i] != rows->at[i - 1]) TRY(make_years(c, s, t, rows->at[i], rows->at[i]));
    return put_points(c, s, t, segments, 0, rows);
}

err pg_forget_points(struct ctx *c, struct store *s, const struct table *t, int64_t segment, int64_t from, int64_t to)
{
    char *sql = ctx_print(c, "DELETE FROM %s WHERE %s = $1 AND %s BETWEEN $2 AND $3", t->shape->name, segment_of(t), time_of(t));
    return sql ? store_execute(c, s, sql, ARGS(v_int(segment), v_int(from), v_int(to)), NULL) : ERR_NOMEM;
}

/* ---- out ---- */

/* A writer that has read a chunk and then wants to write it would wait for TimescaleDB's compression, which waits for the reader:
 * a writer says at once that it is one. */
static err announce_writer(struct ctx *c, struct store *s, const struct table *t)
{
    struct postgres *p = postgres_of(s);
    bool            *announced = &p->announced[table_hyper_place(t) % HYPERTABLES_MAX];
    int64_t          hyper;
    if (!s->writes || *announced) return OK;
    TRY(store_number(c, s, "SELECT count(*) FROM pg_extension WHERE extname = 'timescaledb'", NO_ARGS, 0, &hyper));
    char *sql = ctx_print(c, "LOCK TABLE %s IN ROW EXCLUSIVE MODE", t->shape->name);
    TRY(got(sql));
    if (hyper) TRY(pg_run(c, s, sql, "waiting for a compression"));
    *announced = true;
    return OK;
}

static uint64_t eight_bytes(const PGresult *result, int row, int column)
{
    uint64_t bits;
    memcpy(&bits, pq.getvalue(result, row, column), sizeof bits);
    return big64(bits);
}

static err take_cell(struct heap *to, size_t k, const PGresult *result, int row, int column)
{
    size_t at   = to->count;
    bool   null = pq.getisnull(result, row, column);
    if (to->nulls[k]) to->nulls[k][at / 64] |= (uint64_t)null << at % 64;
    if (null) {
        if (to->type[k] == COLUMN_REAL) ((double *)to->value[k])[at] = NAN;
        return OK;
    }
    if (to->type[k] == COLUMN_TEXT) {
        struct slice bytes = {pq.getvalue(result, row, column), (size_t)pq.getlength(result, row, column)};
        char        *copy  = ctx_copy(to->c, bytes);
        ((struct slice *)to->value[k])[at] = (struct slice){copy, bytes.size};
        return got(copy);
    }
    ((uint64_t *)to->value[k])[at] = eight_bytes(result, row, column);
    return OK;
}

static err take_point(struct heap *to, const PGresult *result, int row)
{
    int column = 0;
    to->at[to->count] = (int64_t)eight_bytes(result, row, column++);
    for (size_t k = 0; k < to->column_count; k++)
        if (to->value[k]) TRY(take_cell(to, k, result, row, column++));
    to->count++;
    return OK;
}

/* One statement per set of columns; they are few in practice, and each is prepared once. */
static char *page_sql(struct ctx *c, const struct table *t, uint64_t wanted)
{
    struct text sql = {.c = c};
    text_print(&sql, "SELECT %s", time_of(t));
    put_columns(&sql, t, wanted);
    text_print(&sql, " FROM %s WHERE %s = $1 AND %s BETWEEN $2 AND $3 ORDER BY %s LIMIT $4", t->shape->name, segment_of(t), time_of(t), time_of(t));
    return text_done(&sql) == OK ? sql.at : NULL;
}

static void describe(const struct table *t, struct spec *ret)
{
    *ret = (struct spec){.column_count = table_columns(t)};
    for (size_t k = 0; k < ret->column_count; k++) ret->type[k] = table_column_type(t, k);
}

/* Page by page: what libpq holds beside the ctx is bounded. */
err pg_read_points(struct ctx *c, struct store *s, const struct table *t, const struct point_range *range, struct hyper_rows *ret)
{
    enum { FEW = 256 };
    struct spec spec;
    struct heap heap;
    int64_t     from = range->from;
    size_t      asked = PAGE, got_count = PAGE;
    char       *sql  = page_sql(c, t, range->columns);
    if (!sql) return ERR_NOMEM;
    TRY(announce_writer(c, s, t));
    describe(t, &spec);
    TRY(heap_open(c, &spec, range->columns, FEW, &heap));
    while (got_count == asked && from <= range->to) {
        AUTO_ROWS r = {0};
        asked = range->limit && range->limit - heap.count < PAGE ? range->limit - heap.count : PAGE;
        if (asked == 0) break;
        TRY(rows_open(c, s, sql, ARGS(v_int(range->segment), v_int(from), v_int(range->to), v_int((int64_t)asked)), &r));
        got_count = r.row_count;
        while (heap.room < heap.count + got_count) TRY(heap_grow(&heap));
        for (size_t i = 0; i < got_count; i++) TRY(take_point(&heap, r.at, (int)i));
        if (got_count && __builtin_add_overflow(heap.at[heap.count - 1], (int64_t)1, &from)) break;
    }
    heap_rows(&heap, ret);
    return OK;
}

err pg_extent(struct ctx *c, struct store *s, const struct table *t, int64_t segment, struct point_extent *ret)
{
    AUTO_ROWS    r = {0};
    struct value v[3];
    bool         row;
    char        *sql = ctx_print(c, "SELECT count(*), min(%s), max(%s) FROM %s WHERE %s = $1", time_of(t), time_of(t), t->shape->name, segment_of(t));
    if (!sql) return ERR_NOMEM;
    TRY(announce_writer(c, s, t));
    TRY(rows_open(c, s, sql, ARGS(v_int(segment)), &r));
    TRY(rows_next(c, &r, &row));
    for (size_t i = 0; i < 3; i++) TRY(rows_value(c, &r, i, &v[i]));
    *ret = (struct point_extent){v[0].integer, v[1].kind == V_INT ? v[1].integer : INT_NONE, v[2].kind == V_INT ? v[2].integer : INT_NONE};
    return OK;
}

err pg_next_segment(struct ctx *c, struct store *s, const struct table *t, int64_t segment, bool *ret_found, int64_t *ret)
{
    char *sql = ctx_print(c, "SELECT min(%s) FROM %s WHERE %s >= $1", segment_of(t), t->shape->name, segment_of(t));
    if (!sql) return ERR_NOMEM;
    TRY(announce_writer(c, s, t));
    TRY(store_number(c, s, sql, ARGS(v_int(segment)), INT_NONE, ret));
    *ret_found = *ret != INT_NONE;
    return OK;
}

err pg_latest(struct ctx *c, struct store *s, const struct table *t, size_t column, struct list *ret)
{
    AUTO_ROWS            r = {0};
    struct point_latest *found;
    char                *sql = ctx_print(c, "SELECT DISTINCT ON (%s) %s, %s, %s FROM %s ORDER BY %s, %s DESC", segment_of(t), segment_of(t), time_of(t),
                                         column_of(t, column), t->shape->name, segment_of(t), time_of(t));
    if (!sql) return ERR_NOMEM;
    TRY(announce_writer(c, s, t));
    TRY(rows_open(c, s, sql, NO_ARGS, &r));
    TRY(NEW(c, found, r.row_count));
    for (size_t i = 0; i < r.row_count; i++) {
        uint64_t bits = pq.getisnull(r.at, (int)i, 2) ? 0 : eight_bytes(r.at, (int)i, 2);
        found[i] = (struct point_latest){(int64_t)eight_bytes(r.at, (int)i, 0), (int64_t)eight_bytes(r.at, (int)i, 1), NAN};
        if (!pq.getisnull(r.at, (int)i, 2)) memcpy(&found[i].value, &bits, sizeof bits);
    }
    *ret = (struct list){found, r.row_count};
    return OK;
}
