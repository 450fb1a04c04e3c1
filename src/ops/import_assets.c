#include "base/file.h"
#include "ops/op.h"
#include "shape/csv.h"
#include "store/query.h"

enum { FILE_SIZE_MAX = 256 << 20 };

#define ASK(X, T)                                                                                               \
    X(T, TEXTS, files, PLACE | LOCAL, "CSV files with a column symbol or ticker, and any of name or description, sector, class, currency", .max = 1000) \
    X(T, BOOL,  add,   0, "enter assets that the store does not know too, not only describe those it has prices of")

RECORD(import_assets_ask, ASK);
SHAPE(import_assets_ask, ASK);

#define DONE(X, T)                                                          \
    X(T, TEXT, file,      0, "name of the file")                            \
    X(T, I64,  rows,      0, "rows read, header not counted")               \
    X(T, I64,  described, 0, "assets that it says something new about")     \
    X(T, I64,  added,     0, "assets that were new")                        \
    X(T, I64,  unknown,   0, "rows about assets that are not in the store") \
    X(T, I64,  refused,   0, "rows without a symbol, or with a class that does not exist")

RECORD(import_assets_done, DONE);
SHAPE(import_assets_done, DONE);

enum { AT_SYMBOL, AT_NAME, AT_SECTOR, AT_CLASS, AT_CURRENCY, AT_COUNT };

static const char *const headers[AT_COUNT][4] = {
    [AT_SYMBOL] = {"symbol", "ticker"}, [AT_NAME] = {"name", "description", "company"}, [AT_SECTOR] = {"sector"},
    [AT_CLASS] = {"class", "type"},     [AT_CURRENCY] = {"currency", "price - currency"},
};

struct list_file {
    struct ctx                     *c;
    const struct house             *house;
    const struct import_assets_ask *ask;
    int                             at[AT_COUNT];
    struct import_assets_done      *done;
};

static void learn(struct list_file *f, const struct slice *cells, size_t count)
{
    for (size_t k = 0; k < AT_COUNT; k++) {
        f->at[k] = -1;
        for (size_t i = count; i-- > 0;)
            for (size_t n = 0; n < 4 && headers[k][n]; n++)
                if (slice_like(slice_trim(cells[i]), headers[k][n])) f->at[k] = (int)i;
    }
}

static bool cell(const struct list_file *f, int what, const struct slice *cells, size_t count, struct slice *ret)
{
    if (f->at[what] < 0 || (size_t)f->at[what] >= count) return false;
    *ret = slice_trim(cells[f->at[what]]);
    return ret->size > 0;
}

/* Sets a text of the asset where the file says something else; true when it did. */
static err describe(struct ctx *c, const char **field, struct slice said, size_t size_max, bool *changed)
{
    if (said.size > size_max || (*field && slice_is(said, *field))) return OK;
    *field   = ctx_copy(c, said);
    *changed = true;
    return got(*field);
}

static err take_row(struct list_file *f, const struct slice *cells, size_t count)
{
    struct asset        a = {.listed = DAY_NONE, .delisted = DAY_NONE};
    struct slice        said;
    bool                found, changed = false;
    const struct field *class = shape_find(&asset_shape, slice_of("class"));
    f->done->rows++;
    if (!cell(f, AT_SYMBOL, cells, count, &said) || said.size > 64 || memchr(said.at, 0, said.size)) return f->done->refused++, OK;
    if (asset_symbol_is_simulated(said)) return f->done->refused++, OK;
    char *symbol = asset_symbol(f->c, said);
    if (!symbol) return ERR_NOMEM;
    TRY(query_asset_exists(f->c, f->house->store, symbol, &a, &found));
    if (!found && !f->ask->add) return f->done->unknown++, OK;
    a.symbol = symbol;
    if (cell(f, AT_NAME, cells, count, &said))     TRY(describe(f->c, &a.name, said, 200, &changed));
    if (cell(f, AT_SECTOR, cells, count, &said))   TRY(describe(f->c, &a.sector, said, 80, &changed));
    if (cell(f, AT_CURRENCY, cells, count, &said) && !a.currency) TRY(describe(f->c, &a.currency, said, 12, &changed));
    if (cell(f, AT_CLASS, cells, count, &said) && a.class == CLASS_UNKNOWN) {
        int32_t k = 0;
        while (asset_classes[k] && !slice_like(said, asset_classes[k])) k++;
        if (!class->choices[k]) return f->done->refused++, OK;
        changed |= k != CLASS_UNKNOWN;
        a.class = k;
    }
    if (found && !changed) return OK;
    if (!found) TRY(store_next_id(f->c, f->house->store, &asset_shape, &a.id));
    TRY(store_upsert(f->c, f->house->store, &asset_shape, &a));
    if (found) f->done->described++;
    else       f->done->added++;
    return OK;
}

static err take_text(struct list_file *f, char *at, size_t size)
{
    struct slice cells[CSV_CELLS_MAX];
    size_t       line = csv_line_size((struct slice){at, size}, true), count;
    char         separator = csv_separator((struct slice){at, line});
    if (size >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0) at += 3, size -= 3, line -= 3;
    count = csv_split(at, line, separator, cells);
    learn(f, cells, count);
    if (f->at[AT_SYMBOL] < 0) return fail(f->c, ERR_DATA, "%s: no column symbol or ticker in its first line", f->done->file);
    for (size_t from = line; from < size; from += line) {
        line = csv_line_size((struct slice){at + from, size - from}, true);
        if (slice_trim((struct slice){at + from, line}).size == 0) continue;
        count = csv_split(at + from, line, separator, cells);
        TRY(take_row(f, cells, count));
    }
    return OK;
}

static err read_all(struct ctx *c, struct input *in, char **ret, size_t *ret_size)
{
    struct text all = {.c = c};
    for (size_t got_size = 1; got_size > 0;) {
        enum { STEP = 1 << 20 };
        char *at = text_room(&all, STEP);
        if (!at) return ERR_NOMEM;
        TRY(input_read(c, in, at, STEP, &got_size));
        all.size += got_size;
        if (all.size > FILE_SIZE_MAX) return fail(c, ERR_LIMIT, "%s: more than %d MB", in->name, FILE_SIZE_MAX >> 20);
    }
    TRY(text_done(&all));
    *ret      = all.at;
    *ret_size = all.size;
    return OK;
}

static err import_input(struct ctx *c, const struct house *h, const struct import_assets_ask *ask, const char *path, struct import_assets_done *done)
{
    AUTO_INPUT       input = {0};
    struct list_file f     = {.c = c, .house = h, .ask = ask, .done = done};
    char            *at;
    size_t           size;
    int64_t          revision;
    if (path) TRY(input_open_file(c, &input, path));
    else      TRY(input_open_memory(c, &input, "request", h->body));
    done->file = path ? path : "request";
    TRY(read_all(c, &input, &at, &size));
    TRY(store_begin(c, h->store));
    TRY(take_text(&f, at, size));
    if (done->described + done->added) TRY(store_touch(c, h->store, &asset_shape, &revision));
    return store_commit(c, h->store);
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct import_assets_ask *ask   = in;
    const char *const              *files = ask->files.at;
    struct import_assets_done      *done;
    bool                            body = ask->files.count == 0 && h->has_body;
    if (ask->files.count == 0 && !body) return fail(c, ERR_USAGE, "name at least one file, or - for standard input");
    out->count = body ? 1 : ask->files.count;
    TRY(NEW(c, done, out->count));
    for (size_t i = 0; i < out->count; i++) TRY(import_input(c, h, ask, body ? NULL : files[i], &done[i]));
    out->at = done;
    return OK;
}

const struct op op_import_assets = {
    .name       = "import assets",
    .method     = "POST",
    .path       = "/v1/imports/assets",
    .group      = "data",
    .title      = "Names, sectors and classes from files",
    .about      = "Takes CSV with a column symbol and any of name, sector, class and currency, and describes the assets that the store knows. A class or "
                  "currency that is already known is not overwritten.",
    .example    = "import assets tests/data/names.csv",
    .in         = &import_assets_ask_shape,
    .out        = &import_assets_done_shape,
    .answers    = MANY,
    .takes_body = true,
    .slow       = true,
    .run        = run,
};
