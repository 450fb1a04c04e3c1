#include <errno.h>
#include <stdio.h>
#include <unistd.h>
#include <zstd.h>

#include "base/day.h"
#include "model/article.h"
#include "model/series.h"
#include "store/bars.h"
#include "store/bundle.h"
#include "store/driver.h"

enum { LEVEL = 6, OUT_SIZE = 256 << 10 };

struct sink {                           /* a compressed file that is being written */
    FILE           *file;
    ZSTD_CStream   *zstd;
    char           *out;
    struct digest   digest;
    struct bundled *done;
    const char     *path;
};

static void sink_close(struct sink *k)
{
    (void)ZSTD_freeCStream(k->zstd);
    file_close(&k->file);
}
#define AUTO_SINK __attribute__((cleanup(sink_close))) struct sink

static err compress(struct ctx *c, struct sink *k, struct slice bytes, ZSTD_EndDirective how)
{
    ZSTD_inBuffer in = {bytes.at, bytes.size, 0};
    size_t        left = 1;
    while (left > 0 && (in.pos < in.size || how == ZSTD_e_end)) {
        ZSTD_outBuffer out = {k->out, OUT_SIZE, 0};
        left = ZSTD_compressStream2(k->zstd, &out, &in, how);
        if (ZSTD_isError(left)) return fail(c, ERR_NOMEM, "%s: %s", k->path, ZSTD_getErrorName(left));
        if (fwrite(k->out, 1, out.pos, k->file) != out.pos) return fail(c, ERR_FILE, "%s: %s", k->path, strerror(errno));
        if (how == ZSTD_e_continue) left = 1;
    }
    return OK;
}

static err put(struct ctx *c, struct sink *k, struct slice bytes)
{
    digest_add(&k->digest, bytes.at, bytes.size);
    return compress(c, k, bytes, ZSTD_e_continue);
}

static err put_line(struct ctx *c, struct sink *k, const char *line) { return line ? put(c, k, slice_of(line)) : ERR_NOMEM; }

static err put_part(struct ctx *c, struct sink *k, enum bundle_table table, const void *rows, size_t count)
{
    const struct shape *shape = bundle_shapes[table];
    struct text         line  = {.c = c};
    struct slice        packed;
    if (count == 0) return OK;
    TRY(bundle_pack(c, shape, rows, count, &packed));
    text_print(&line, "%s %zu ", bundle_names[table], packed.size);
    for (size_t i = 0; i < shape->field_count; i++) text_print(&line, "%s%s", i ? "," : "", shape->fields[i].name);
    text_put_char(&line, '\n');
    TRY(text_done(&line));
    TRY(put(c, k, text_slice(&line)));
    TRY(put(c, k, packed));
    k->done->rows[table] += (int64_t)count;
    return OK;
}

/* Rows with long texts go in parts of their own, so that no part is too large to be taken. */
static size_t fitting(enum bundle_table table, const char *rows, size_t count)
{
    enum { PLENTY = 8 << 20 };
    const struct shape *shape = bundle_shapes[table];
    size_t              bytes = 0, fits = 0;
    while (fits < count && bytes < PLENTY) {
        const char *row = rows + fits++ * shape->size;
        for (size_t k = 0; k < shape->field_count; k++) {
            const struct field *f = &shape->fields[k];
            if (f->kind == TEXT && !field_is_null(f, row)) bytes += strlen(*(const char *const *)field_at(f, row));
        }
    }
    return fits;
}

static err put_rows(struct ctx *c, struct sink *k, enum bundle_table table, const char *rows, size_t count)
{
    for (size_t at = 0, size; at < count; at += size) {
        size = fitting(table, rows + at * bundle_shapes[table]->size, count - at);
        TRY(put_part(c, k, table, rows + at * bundle_shapes[table]->size, size));
    }
    return OK;
}

/* ---- what is read: pages of a table, those rows whose column is a value, in the order of the key ---- */

struct pages {
    enum bundle_table table;
    const char       *column;           /* NULL: all rows */
    int64_t           value;
    size_t            limit;
};

static void put_keys(struct text *sql, const struct shape *shape)
{
    const char *comma = "";
    for (size_t i = 0; i < shape->field_count; i++)
        if (shape->fields[i].flags & KEY) text_print(sql, "%s%s", comma, shape->fields[i].name), comma = ", ";
}

static struct value key_value(const struct field *f, const void *row)
{
    const void *at = field_at(f, row);
    if (f->kind == CHOICE) return v_text(choice_name(f, *(const int32_t *)at));
    return v_int(f->kind == DAY ? *(const int32_t *)at : *(const int64_t *)at);
}

/* "WHERE column = $1 AND (keys) > ($2, …) ORDER BY keys LIMIT n", without the keys where *args has none yet. */
static char *page_tail(struct ctx *c, const struct pages *p, const struct args *args)
{
    struct text sql = {.c = c};
    size_t      first = p->column != NULL;
    if (p->column) text_print(&sql, "WHERE %s = $1", p->column);
    if (args->count > first) {
        text_put(&sql, p->column ? " AND (" : "WHERE (");
        put_keys(&sql, bundle_shapes[p->table]);
        for (size_t i = first; i < args->count; i++) text_print(&sql, "%s$%zu", i > first ? ", " : ") > (", i + 1);
        text_put_char(&sql, ')');
    }
    text_put(&sql, " ORDER BY ");
    put_keys(&sql, bundle_shapes[p->table]);
    text_print(&sql, " LIMIT %zu", p->limit);
    return text_done(&sql) == OK ? sql.at : NULL;
}

static err put_page(struct ctx *c, struct store *s, struct sink *k, const struct pages *p, struct args *behind, size_t *ret_count)
{
    const struct shape *shape = bundle_shapes[p->table];
    struct list         rows;
    char               *tail = page_tail(c, p, behind);
    TRY(got(tail));
    TRY(store_select(c, s, shape, tail, behind, &rows));
    TRY(put_rows(c, k, p->table, rows.at, rows.count));
    *ret_count = rows.count;
    if (rows.count < p->limit) return OK;
    behind->count = p->column != NULL;
    for (size_t i = 0; i < shape->field_count; i++)
        if (shape->fields[i].flags & KEY) behind->at[behind->count++] = key_value(&shape->fields[i], (char *)rows.at + (rows.count - 1) * shape->size);
    return OK;
}

static err put_pages(struct ctx *c, struct store *s, struct sink *k, const struct pages *p)
{
    struct args behind = {{v_int(p->value)}, p->column != NULL};
    for (size_t count = p->limit; count == p->limit;) {
        AUTO_CTX own = {0};
        ctx_open_part(&own, c);
        err e = put_page(&own, s, k, p, &behind, &count);
        TRY(ctx_end_part(c, &own, e));
    }
    return OK;
}

/* ---- bars ---- */

static double real_of(const struct hyper_rows *rows, size_t k, size_t i) { return rows->column[k].reals[i]; }

static err put_bars(struct ctx *c, struct sink *k, int64_t series_id, const struct hyper_rows *from)
{
    struct bar *rows;
    TRY(NEW(c, rows, from->count));
    for (size_t i = 0; i < from->count; i++)
        rows[i] = (struct bar){series_id, from->at[i], real_of(from, BAR_OPEN, i), real_of(from, BAR_HIGH, i), real_of(from, BAR_LOW, i),
                               real_of(from, BAR_CLOSE, i), real_of(from, BAR_VOLUME, i), real_of(from, BAR_TOTAL, i)};
    return put_part(c, k, BUNDLE_BAR, rows, from->count);
}

static err put_series(struct ctx *c, struct store *s, struct sink *k, const struct series *series)
{
    struct point_range range = {series->id, INT64_MIN, INT64_MAX, ALL_COLUMNS, BUNDLE_ROWS_MAX};
    TRY(put_pages(c, s, k, &(struct pages){BUNDLE_REVISION, "series_id", series->id, BUNDLE_ROWS_MAX}));
    TRY(put_pages(c, s, k, &(struct pages){BUNDLE_ARRIVAL, "series_id", series->id, BUNDLE_ROWS_MAX}));
    for (size_t count = BUNDLE_ROWS_MAX; count == BUNDLE_ROWS_MAX; range.from++) {
        AUTO_CTX          own = {0};
        struct hyper_rows rows;
        ctx_open_part(&own, c);
        err e = store_read_points(&own, s, &bar_table, &range, &rows);
        if (e == OK) e = put_bars(&own, k, series->id, &rows);
        count = e == OK ? rows.count : 0;
        if (count) range.from = rows.at[count - 1];
        TRY(ctx_end_part(c, &own, e));
    }
    return OK;
}

static err put_all_series(struct ctx *c, struct store *s, struct sink *k)
{
    struct list all;
    TRY(store_select(c, s, &series_shape, "WHERE simulated = $1 ORDER BY id", ARGS(v_int(false)), &all));
    for (size_t i = 0; i < all.count; i++) TRY(put_series(c, s, k, (struct series *)all.at + i));
    return OK;
}

static err put_all(struct ctx *c, struct store *s, struct sink *k, int64_t now)
{
    enum { ROWS_OF_TEXTS = 64 };
    char instant[TIME_SIZE_MAX + 1] = {0};
    (void)time_write(instant, now);
    TRY(put_line(c, k, ctx_print(c, "lumia bundle %d %s\n", BUNDLE_VERSION, instant)));
    TRY(put_pages(c, s, k, &(struct pages){BUNDLE_ASSET, "simulated", false, BUNDLE_ROWS_MAX}));
    TRY(put_pages(c, s, k, &(struct pages){BUNDLE_SERIES, "simulated", false, BUNDLE_ROWS_MAX}));
    TRY(put_all_series(c, s, k));
    TRY(put_pages(c, s, k, &(struct pages){BUNDLE_ACTION, "simulated", false, BUNDLE_ROWS_MAX}));
    TRY(put_pages(c, s, k, &(struct pages){BUNDLE_ARTICLE, NULL, 0, ROWS_OF_TEXTS}));
    struct digest before = k->digest;
    digest_done(&before, k->done->digest);
    TRY(put_line(c, k, ctx_print(c, "end %s\n", k->done->digest)));
    return compress(c, k, (struct slice){"", 0}, ZSTD_e_end);
}

static err write_file(struct ctx *c, struct store *s, const char *path, int64_t now, struct bundled *ret)
{
    AUTO_SINK k = {.path = path, .done = ret};
    *ret = (struct bundled){0};
    TRY(NEW(c, k.out, OUT_SIZE));
    digest_open(&k.digest);
    k.zstd = ZSTD_createCStream();
    if (!k.zstd) return fail(c, ERR_NOMEM, "no memory for zstd");
    if (ZSTD_isError(ZSTD_CCtx_setParameter(k.zstd, ZSTD_c_compressionLevel, LEVEL)) || ZSTD_isError(ZSTD_CCtx_setParameter(k.zstd, ZSTD_c_checksumFlag, 1)))
        return fail(c, ERR_INTERNAL, "this zstd knows no checksums");
    k.file = fopen(path, "wbx");
    if (!k.file) return fail(c, ERR_FILE, "%s: %s", path, strerror(errno));
    TRY(put_all(c, s, &k, now));
    return fflush(k.file) == 0 && fsync(fileno(k.file)) == 0 ? OK : fail(c, ERR_FILE, "%s: %s", path, strerror(errno));
}

err store_bundle(struct ctx *c, struct store *s, const char *path, int64_t now, struct bundled *ret)
{
    char *aside = ctx_print(c, "%s.part-%d", path, (int)getpid());
    TRY(got(aside));
    if (file_exists(path)) return fail(c, ERR_CONFLICT, "%s is there already", path);
    TRY(store_begin_read(c, s));
    err e = write_file(c, s, aside, now, ret);
    store_end_read(s);
    if (e == OK && link(aside, path) != 0) e = fail(c, errno == EEXIST ? ERR_CONFLICT : ERR_FILE, "%s: %s", path, strerror(errno));
    (void)unlink(aside);
    return e;
}
