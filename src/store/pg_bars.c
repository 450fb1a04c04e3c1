#include <math.h>
#include <stdio.h>

#include "store/postgres.h"

/* Bars in PostgreSQL: a row each. Without TimescaleDB the table is parted by years from 2000 on, with one part for all that
 * came before and one for all that comes after 2099; a year's part is made when the first bar of the year before it comes,
 * by the writer that brings it. With TimescaleDB in the database it is a hypertable that compresses itself. */

enum { YEAR_FIRST = 2000, YEAR_END = 2100, PAGE = 65536, COLUMNS_SIZE_MAX = 64 };

static_assert(YEAR_END - YEAR_FIRST <= PG_YEARS);

/* The key holds the values too: a range of one series is read from the index alone. BRIN finds a day among all series. */
#define BAR_COLUMNS_SQL                                                                                              \
    "(series_id BIGINT NOT NULL, at BIGINT NOT NULL, open DOUBLE PRECISION, high DOUBLE PRECISION, low DOUBLE PRECISION," \
    " close DOUBLE PRECISION, volume DOUBLE PRECISION, total DOUBLE PRECISION,"                                      \
    " PRIMARY KEY (series_id, at) INCLUDE (open, high, low, close, volume, total))"

/* 1,461 days a chunk, so that a batch of TimescaleDB, 1,000 rows of one series, is filled by daily bars; compressed when
 * older than 30 days. It asks lumia_now() because `at` is a number. */
const char pg_bars_script[] =
    "DO $do$ BEGIN\n"
    "  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') THEN\n"
    "    CREATE TABLE bar " BAR_COLUMNS_SQL ";\n"
    "    PERFORM create_hypertable('bar', 'at', chunk_time_interval => 126230400000000, create_default_indexes => false);\n"
    "    CREATE OR REPLACE FUNCTION lumia_now() RETURNS BIGINT LANGUAGE sql STABLE AS\n"
    "      'SELECT (extract(epoch FROM now()) * 1000000)::bigint';\n"
    "    PERFORM set_integer_now_func('bar', 'lumia_now');\n"
    "    ALTER TABLE bar SET (timescaledb.compress, timescaledb.compress_segmentby = 'series_id', timescaledb.compress_orderby = 'at');\n"
    "    PERFORM add_compression_policy('bar', 2592000000000);\n"
    "  ELSE\n"
    "    CREATE TABLE bar " BAR_COLUMNS_SQL " PARTITION BY RANGE (at);\n"
    "    CREATE TABLE bar_before PARTITION OF bar FOR VALUES FROM (MINVALUE) TO (946684800000000);\n"
    "    CREATE TABLE bar_after PARTITION OF bar FOR VALUES FROM (4102444800000000) TO (MAXVALUE);\n"
    "  END IF;\n"
    "  CREATE INDEX bar_by_at ON bar USING brin (at);\n"
    "END $do$;\n";

static const char *const names[BAR_COLUMNS] = {"open", "high", "low", "close", "volume", "total"};

/* ---- partitions ---- */

static int64_t start_of(int year) { return time_of_day(day_of_date((struct date){year, 1, 1})); }
static int     year_of(int64_t at) { return date_of_day(day_of_time(at)).year; }

/* Made aside and then attached: readers of the table go on meanwhile. */
static err make_year(struct ctx *c, struct store *s, int year)
{
    int64_t is_parted, is_there;
    char   *name = ctx_print(c, "bar_%d", year);
    if (!name) return ERR_NOMEM;
    TRY(store_number(c, s, "SELECT count(*) FROM pg_partitioned_table WHERE partrelid = to_regclass('bar')", NO_ARGS, 0, &is_parted));
    TRY(store_number(c, s, "SELECT count(*) FROM pg_class WHERE oid = to_regclass($1)", ARGS(v_text(name)), 0, &is_there));
    if (!is_parted || is_there) return OK;
    char *sql = ctx_print(c, "CREATE TABLE %s (LIKE bar INCLUDING STORAGE); ALTER TABLE bar ATTACH PARTITION %s FOR VALUES FROM (%lld) TO (%lld)", name,
                          name, (long long)start_of(year), (long long)start_of(year + 1));
    return sql ? pg_run(c, s, sql, "making a partition") : ERR_NOMEM;
}

/* The years that bars from first to last fall into, and the one behind them. */
static err make_years(struct ctx *c, struct store *s, int64_t first, int64_t last)
{
    struct postgres *p = postgres_of(s);
    int from = year_of(first), to = year_of(last) + 1;
    if (from < YEAR_FIRST) from = YEAR_FIRST;
    if (to >= YEAR_END)    to = YEAR_END - 1;
    for (int year = from; year <= to; year++) {
        if (p->years_made[year - YEAR_FIRST]) continue;
        TRY(make_year(c, s, year));
        p->years_made[year - YEAR_FIRST] = true;
    }
    return OK;
}

/* ---- in ---- */

static struct slice as_wire(double d, uint64_t *room)
{
    memcpy(room, &d, sizeof d);
    *room = big64(*room);
    return (struct slice){(const char *)room, sizeof *room};
}

/* NaN is NULL, unless it is one of the other NaNs: those come back bit for bit too. */
static bool is_missing(double d)
{
    static const double missing = NAN;
    return memcmp(&d, &missing, sizeof d) == 0;
}

static err put_bar(struct ctx *c, struct pg_copy *copy, int64_t series_id, const struct bars *b, size_t i)
{
    uint64_t room;
    pg_copy_row(copy, 2 + BAR_COLUMNS);
    room = big64((uint64_t)series_id);
    pg_copy_cell(copy, (struct slice){(const char *)&room, sizeof room});
    room = big64((uint64_t)b->at[i]);
    pg_copy_cell(copy, (struct slice){(const char *)&room, sizeof room});
    for (size_t k = 0; k < BAR_COLUMNS; k++) {
        if (is_missing(b->value[k][i])) pg_copy_null(copy);
        else                            pg_copy_cell(copy, as_wire(b->value[k][i], &room));
    }
    return pg_copy_sent(c, copy);
}

static err add_bars(struct ctx *c, struct store *s, int64_t series_id, const struct bars *b, const char *fate)
{
    struct pg_copy copy = {0};
    err            e    = OK;
    TRY(pg_copy_begin(c, s, "COPY bar (series_id, at, open, high, low, close, volume, total) FROM STDIN (FORMAT binary)", &copy));
    for (size_t i = 0; i < b->count && e == OK; i++)
        if (!fate || fate[i] == BAR_NEW) e = put_bar(c, &copy, series_id, b, i);
    copy.out.broken |= e != OK;
    err ended = pg_copy_end(c, &copy);
    return e != OK ? e : ended;
}

static err revise_bars(struct ctx *c, struct store *s, int64_t series_id, const struct bars *b, const char *fate, size_t count)
{
    struct args *rows;
    size_t       n = 0;
    TRY(NEW(c, rows, count));
    for (size_t i = 0; i < b->count; i++)
        if (fate[i] == BAR_REVISED)
            rows[n++] = *ARGS(v_int(series_id), v_int(b->at[i]), v_real(b->value[BAR_OPEN][i]), v_real(b->value[BAR_HIGH][i]), v_real(b->value[BAR_LOW][i]),
                              v_real(b->value[BAR_CLOSE][i]), v_real(b->value[BAR_VOLUME][i]), v_real(b->value[BAR_TOTAL][i]));
    return s->driver->query_many(c, s, "UPDATE bar SET open = $3, high = $4, low = $5, close = $6, volume = $7, total = $8"
                                       " WHERE series_id = $1 AND at = $2", rows, n);
}

static size_t count_of(const struct bars *b, const char *fate, enum fate wanted)
{
    size_t count = 0;
    for (size_t i = 0; i < b->count && fate; i++) count += fate[i] == (char)wanted;
    return fate ? count : wanted == BAR_NEW ? b->count : 0;
}

err pg_write_bars(struct ctx *c, struct store *s, const struct series *series, int64_t chunk, const struct bars *b, const char *fate)
{
    size_t fresh = count_of(b, fate, BAR_NEW), revised = count_of(b, fate, BAR_REVISED);
    (void)chunk;
    if (fresh) {
        TRY(make_years(c, s, b->at[0], b->at[b->count - 1]));
        TRY(add_bars(c, s, series->id, b, fate));
    }
    return revised ? revise_bars(c, s, series->id, b, fate, revised) : OK;
}

err pg_forget_bars(struct ctx *c, struct store *s, int64_t series_id)
{
    return store_execute(c, s, "DELETE FROM bar WHERE series_id = $1", ARGS(v_int(series_id)), NULL);
}

/* ---- out ---- */

static err grow(struct ctx *c, struct bars *b, size_t *room, size_t wanted_room, unsigned wanted)
{
    struct bars bigger = {.count = b->count};
    if (b->at && wanted_room <= *room) return OK;       /* also a read that finds nothing answers columns */
    if (wanted_room < 2 * *room) wanted_room = 2 * *room;
    TRY(NEW(c, bigger.at, wanted_room));
    if (b->count) memcpy(bigger.at, b->at, b->count * sizeof *b->at);
    for (size_t k = 0; k < BAR_COLUMNS; k++) {
        if (!(wanted >> k & 1)) continue;
        TRY(NEW(c, bigger.value[k], wanted_room));
        if (b->count) memcpy(bigger.value[k], b->value[k], b->count * sizeof *b->value[k]);
    }
    *b    = bigger;
    *room = wanted_room;
    return OK;
}

static uint64_t eight_bytes(const PGresult *result, int row, int column)
{
    uint64_t bits;
    memcpy(&bits, pq.getvalue(result, row, column), sizeof bits);
    return big64(bits);
}

static void take_bar(const PGresult *result, int row, struct bars *b)
{
    int column = 0;
    b->at[b->count] = (int64_t)eight_bytes(result, row, column++);
    for (size_t k = 0; k < BAR_COLUMNS; k++) {
        if (!b->value[k]) continue;
        double d = NAN;
        if (!pq.getisnull(result, row, column)) {
            uint64_t bits = eight_bytes(result, row, column);
            memcpy(&d, &bits, sizeof d);
        }
        b->value[k][b->count] = d;
        column++;
    }
    b->count++;
}

/* One statement per set of columns; they are few in practice, and each is prepared once. */
static char *page_sql(struct ctx *c, unsigned wanted)
{
    struct text sql = {.c = c};
    text_put(&sql, "SELECT at");
    for (size_t k = 0; k < BAR_COLUMNS; k++)
        if (wanted >> k & 1) text_print(&sql, ", %s", names[k]);
    text_print(&sql, " FROM bar WHERE series_id = $1 AND at >= $2 AND at < $3 ORDER BY at LIMIT %d", PAGE);
    return text_done(&sql) == OK ? sql.at : NULL;
}

/* Page by page: what libpq holds beside the ctx is bounded. */
err pg_read_bars(struct ctx *c, struct store *s, const struct series *series, int64_t from, int64_t to, unsigned wanted, struct bars *ret)
{
    struct bars out  = {0};
    size_t      room = 0, got_count = PAGE;
    char       *sql  = page_sql(c, wanted);
    if (!sql) return ERR_NOMEM;
    while (got_count == PAGE) {
        AUTO_ROWS r = {0};
        TRY(rows_open(c, s, sql, ARGS(v_int(series->id), v_int(from), v_int(to)), &r));
        got_count = r.row_count;
        TRY(grow(c, &out, &room, out.count + got_count, wanted));
        for (size_t i = 0; i < got_count; i++) take_bar(r.at, (int)i, &out);
        if (got_count) from = out.at[out.count - 1] + 1;
    }
    *ret = out;
    return OK;
}
