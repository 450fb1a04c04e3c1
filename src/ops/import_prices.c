#include <math.h>

#include "base/digest.h"
#include "base/file.h"
#include "ops/intake.h"
#include "ops/op.h"
#include "ops/price_block.h"

enum { BLOCK_SIZE = 4 << 20, LINE_SIZE_MAX = 1 << 20, PATHS_MAX = 10000 };

static const char *const orders[] = {"auto", "mdy", "dmy", NULL};

#define ASK(X, T)                                                                                                           \
    X(T, TEXTS,  files,    PLACE | LOCAL, "CSV files, plain or .gz or .zst; - is standard input", .max = PATHS_MAX)         \
    X(T, TEXT,   symbol,   NULLABLE | UPPER, "symbol, where the file has no such column; usual is the file's name", .max = 64) \
    X(T, CHOICE, class,    0,        "kind of the assets in it", .choices = asset_classes, .usual = "unknown")              \
    X(T, CHOICE, adjust,   0,        "what its prices have been adjusted for: raw nothing, split splits, total also dividends", \
      .choices = adjusts, .usual = "unknown")                                                                               \
    X(T, TEXT,   currency, NULLABLE | UPPER, "currency of its prices", .max = 12)                                           \
    X(T, SPAN,   every,    NULLABLE, "interval of its bars; usual is what most of its rows keep")                           \
    X(T, TEXT,   source,   0,        "who delivered it; prices of other sources stay apart", .min = 1, .max = 64, .usual = "file") \
    X(T, TEXT,   columns,  NULLABLE, "what its columns are, such as time,open,high,low,close,-,volume", .max = 1000)        \
    X(T, CHOICE, dates,    0,        "order of dates like 3/4/2017", .choices = orders, .usual = "auto")                    \
    X(T, TEXT,   zone,     NULLABLE, "offset of its times from UTC where they name none, such as -05:00", .max = 6)         \
    X(T, DAY,    day,      NULLABLE, "day of a file whose times are milliseconds since midnight")                           \
    X(T, F64,    scale,    0,        "what its prices have been multiplied by", .min = 1, .max = 1e9, .usual = "1")

RECORD(import_prices_ask, ASK);
SHAPE(import_prices_ask, ASK);

#define DONE(X, T)                                                                              \
    X(T, TEXT,   file,        0,        "name of the file")                                     \
    X(T, I64,    rows,        0,        "rows read, header not counted")                        \
    X(T, I64,    stored,      0,        "new bars")                                             \
    X(T, I64,    repeated,    0,        "rows that said what was already known")                \
    X(T, I64,    revised,     0,        "bars corrected; the old values are kept")              \
    X(T, I64,    quarantined, 0,        "rows turned away: see `lumia quarantine`")             \
    X(T, I64,    actions,     0,        "splits and dividends")                                 \
    X(T, I64,    assets,      0,        "symbols in the file")                                  \
    X(T, SPAN,   every,       NULLABLE, "interval of its bars")                                 \
    X(T, CHOICE, adjust,      0,        "adjustment convention it was recorded under", .choices = adjusts) \
    X(T, TEXT,   source,      0,        "name it was recorded under")                           \
    X(T, TEXT,   note,        NULLABLE, "what a reader should know")                            \
    X(T, TEXT,   digest,      0,        "SHA-256 of its content and the options")

RECORD(import_done, DONE);
SHAPE(import_done, DONE);

static err zone_us(struct ctx *c, const char *zone, int64_t *ret)
{
    char    usual[DAY_SIZE + 16];
    int64_t time;
    *ret = 0;
    if (!zone) return OK;
    size_t size = strlen(zone);
    memcpy(usual, "1970-01-02T00:00", 16);
    memcpy(usual + 16, zone, size < 10 ? size : 10);
    if (size > 6 || !time_read((struct slice){usual, 16 + size}, &time)) return fail(c, ERR_INVALID, "zone must be like -05:00, not '%s'", zone);
    *ret = US_PER_DAY - time;
    return OK;
}

/* "data/AAPL.csv.zst" prices AAPL, where nothing else says what it prices. */
static char *symbol_of_path(struct ctx *c, const char *path)
{
    const char *slash = strrchr(path, '/'), *stem = slash ? slash + 1 : path;
    size_t      size  = strcspn(stem, ".");
    const char *twice = strstr(stem, "__");
    if (twice && (size_t)(twice - stem) < size) size = (size_t)(twice - stem);
    char *symbol = ctx_copy(c, (struct slice){stem, size});
    for (char *p = symbol; p && *p; p++)
        if (*p >= 'a' && *p <= 'z') *p = (char)(*p - 32);
    return symbol;
}

struct import_file {                    /* one file on its way in */
    struct ctx                     *c;
    const struct house             *house;
    const struct import_prices_ask *ask;
    struct input                   *input;
    struct intake                   intake;
    struct price_file               format;
    struct price_plain              plain;
    struct slice                    symbol;
    struct digest                   digest;
    char                           *block;
    uint8_t                        *states;
    size_t                          held, digested;     /* bytes of the block, and those of them that the digest has */
    int64_t                         line;
    bool                            learnt;
};

static err learn(struct import_file *f)
{
    f->learnt = true;
    f->format = (struct price_file){.scale = f->ask->scale, .clock_day = f->ask->day, .order = (enum date_order)f->ask->dates};
    TRY(zone_us(f->c, f->ask->zone, &f->format.zone_us));
    err e = price_file_learn(f->c, (struct slice){f->block, f->held}, f->ask->columns, &f->format);
    if (e != OK) {
        char *story = ctx_copy(f->c, slice_of(f->c->note));
        return fail(f->c, e, "%s: %s", f->input->name, story ? story : "no memory");
    }
    bool named = f->format.column[ROLE_SYMBOL] >= 0 || f->ask->symbol;
    if (!named && f->symbol.size == 0) return fail(f->c, ERR_USAGE, "%s has no column for the symbol: say --symbol", f->input->name);
    price_plain_open(&f->format, &f->plain);
    f->intake.events    = f->format.column[ROLE_SPLIT] >= 0 && f->format.column[ROLE_DIVIDEND] >= 0;
    f->intake.versioned = f->format.column[ROLE_KNOWN] >= 0;
    return OK;
}

static err take_line(struct import_file *f, char *line, size_t size)
{
    struct price_row   row;
    struct price_fault fault;
    struct slice       raw = {line, size};
    f->line++;
    if (slice_trim(raw).size == 0) return OK;
    f->intake.import.rows++;
    if (!price_file_read(&f->format, line, size, &row, &fault))
        return intake_refuse(&f->intake, row.symbol, raw, f->line, fault.reason, fault.detail);
    return intake_add(&f->intake, &row, f->symbol, raw, f->line);
}

static err take_read_line(struct import_file *f, const struct price_block *b, size_t i)
{
    struct intake_row *r = &b->rows[i];
    struct price_fault fault;
    f->line = r->line;
    if (b->states[i] == LINE_BLANK) return OK;
    f->intake.import.rows++;
    if (b->states[i] == LINE_ROW) return intake_keep(&f->intake, r, f->symbol);
    char *line = f->block + (r->raw.at - f->block);
    (void)price_file_read(&f->format, line, r->raw.size, &r->price, &fault);    /* again, for its reason */
    return intake_refuse(&f->intake, r->price.symbol, r->raw, r->line, fault.reason, fault.detail);
}

/* Reads what it can of the block on all threads; the rest of it, from *at on, is left to the long way. */
static err take_side_by_side(struct import_file *f, size_t *at)
{
    struct price_block b = {.format = &f->format, .plain = &f->plain, .at = f->block + *at, .line = f->line + 1, .threads = f->house->threads,
                            .digest = &f->digest, .fresh = {f->block + f->digested, f->held - f->digested}, .rows = f->intake.rows,
                            .states = f->states, .room = ROWS_PER_FLUSH_MAX};
    b.size = price_block_size(b.at, f->held - *at);
    if (b.size == 0 || !price_block_read(&b)) return OK;
    f->digested = f->held;
    for (size_t i = 0; i < b.count; i++) TRY(take_read_line(f, &b, i));
    *at += b.size;
    return OK;
}

static void digest_rest(struct import_file *f)
{
    digest_add(&f->digest, f->block + f->digested, f->held - f->digested);
    f->digested = f->held;
}

/* Takes the whole lines of the block, flushes them, and moves what is left of the last one to the front. */
static err take_block(struct import_file *f, bool last)
{
    size_t at = 0;
    if (!f->learnt && f->held > 0) TRY(learn(f));
    if (f->line == 0 && f->format.has_header) {
        at = csv_line_size((struct slice){f->block, f->held}, last);
        f->line = at > 0;
    }
    if (f->line > 0 || !f->format.has_header) TRY(take_side_by_side(f, &at));
    digest_rest(f);
    while (at < f->held) {
        size_t size = csv_line_size((struct slice){f->block + at, f->held - at}, last);
        if (size == 0) break;
        TRY(take_line(f, f->block + at, size));
        at += size;
        if (f->intake.row_count == ROWS_PER_FLUSH_MAX) TRY(intake_flush(&f->intake));
    }
    TRY(intake_flush(&f->intake));
    f->held    -= at;
    f->digested = f->held;
    memmove(f->block, f->block + at, f->held);
    if (f->held > LINE_SIZE_MAX) return fail(f->c, ERR_DATA, "%s: line %lld has more than %d bytes", f->input->name, (long long)f->line + 1, LINE_SIZE_MAX);
    return OK;
}

static err take_file(struct import_file *f)
{
    TRY(NEW(f->c, f->block, BLOCK_SIZE));
    TRY(NEW(f->c, f->states, ROWS_PER_FLUSH_MAX));
    for (size_t got_size = 1; got_size > 0;) {
        TRY(input_read(f->c, f->input, f->block + f->held, BLOCK_SIZE - f->held, &got_size));
        f->held += got_size;
        bool full = f->held == BLOCK_SIZE || got_size == 0;
        if (full) TRY(take_block(f, got_size == 0));
        progress(f->house, f->input->name, (int64_t)f->input->consumed_bytes, (int64_t)f->input->total_bytes);
    }
    if (!f->learnt) return fail(f->c, ERR_DATA, "%s: the file is empty", f->input->name);
    return OK;
}

static err write_ledger(struct import_file *f)
{
    struct import *i = &f->intake.import;
    struct list    known;
    char           digest[DIGEST_SIZE + 1];
    struct text    options = {.c = f->c};
    json_put_record(&options, &import_prices_ask_shape, &(struct import_prices_ask){
        .symbol = f->ask->symbol, .class = f->ask->class, .adjust = f->ask->adjust, .currency = f->ask->currency, .every = f->ask->every,
        .source = f->ask->source, .columns = f->ask->columns, .dates = f->ask->dates, .zone = f->ask->zone, .day = f->ask->day,
        .scale = f->ask->scale});
    TRY(text_done(&options));
    digest_add(&f->digest, options.at, options.size);
    digest_done(&f->digest, digest);
    i->digest = ctx_copy(f->c, slice_of(digest));
    if (!i->digest) return ERR_NOMEM;
    TRY(intake_done(&f->intake));
    TRY(store_select(f->c, f->house->store, &import_shape, "WHERE digest = $1", ARGS(v_text(i->digest)), &known));
    return known.count ? OK : store_insert(f->c, f->house->store, &import_shape, i);
}

static err note_of(struct import_file *f, const char **ret)
{
    struct text note = {.c = f->c};
    *ret = NULL;
    if (!f->format.has_header && !f->ask->columns) text_put(&note, "no header: read as time,open,high,low,close,volume");
    if (f->intake.bad_count)
        text_print(&note, "%sfirst bad row: line %lld: %s", note.size ? "; " : "", (long long)f->intake.bad[0].line, f->intake.bad[0].detail);
    if (f->ask->adjust == ADJUST_UNKNOWN && !f->intake.bad_count)
        text_print(&note, "%sadjustment unknown: say --adjust raw, split or total if you know", note.size ? "; " : "");
    TRY(text_done(&note));
    if (note.size) *ret = note.at;
    return OK;
}

/* All or nothing: one transaction, which the store rolls back when it is not reached. */
static err import_one(struct ctx *c, const struct house *h, const struct import_prices_ask *ask, struct input *input, struct import_done *ret)
{
    struct import_file *f;
    TRY(NEW(c, f, 1));
    f->c     = c;
    f->house = h;
    f->ask   = ask;
    f->input = input;
    digest_open(&f->digest);
    bool  unnamed = strcmp(input->name, "-") == 0 || !input->file;         /* standard input, or the body of a request */
    char *symbol  = ask->symbol ? ctx_copy(c, slice_of(ask->symbol)) : unnamed ? ctx_copy(c, slice_of("")) : symbol_of_path(c, input->name);
    if (!symbol) return ERR_NOMEM;
    f->symbol = slice_of(symbol);
    f->intake.class    = ask->class;
    f->intake.adjust   = ask->adjust;
    f->intake.source   = ask->source;
    f->intake.currency = ask->currency;
    f->intake.every    = ask->every;
    f->intake.import   = (struct import){.file = input->name, .at = h->now, .source = ask->source};
    TRY(intake_open(&f->intake, c, h));

    TRY(store_begin(c, h->store));
    TRY(store_next_id(c, h->store, &import_shape, &f->intake.import.id));
    TRY(take_file(f));
    TRY(write_ledger(f));
    TRY(store_commit(c, h->store));

    const struct import *i = &f->intake.import;
    *ret = (struct import_done){.file = i->file, .rows = i->rows, .stored = i->stored, .repeated = i->repeated, .revised = i->revised,
                                .quarantined = i->quarantined, .actions = i->actions, .assets = i->assets, .every = f->intake.every,
                                .adjust = ask->adjust, .source = ask->source, .digest = i->digest};
    return note_of(f, &ret->note);
}

/* What a file needed is let go before the next one; only its line of the answer stays. */
static err import_input(struct ctx *c, const struct house *h, const struct import_prices_ask *ask, const char *path, struct import_done *ret)
{
    AUTO_CTX           own = {0};               /* before the input, which lives in it and is closed first */
    AUTO_INPUT         input = {0};
    struct import_done done;
    ctx_open_part(&own, c);
    err e = path ? input_open_file(&own, &input, path) : input_open_memory(&own, &input, "request", h->body);
    if (e == OK) e = import_one(&own, h, ask, &input, &done);
    c->alloc_count = own.alloc_count;
    if (e != OK) {
        store_abandon(h->store);
        return fail(c, e, "%s", own.note);
    }
    done.file   = ctx_copy(c, slice_of(done.file));
    done.digest = ctx_copy(c, slice_of(done.digest));
    if (done.note) TRY(got(done.note = ctx_copy(c, slice_of(done.note))));
    *ret = done;
    return got(done.file && done.digest ? done.file : NULL);
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct import_prices_ask *ask = in;
    const char *const              *files = ask->files.at;
    struct import_done             *done;
    bool                            body = ask->files.count == 0 && h->has_body;
    if (ask->files.count == 0 && !body) return fail(c, ERR_USAGE, "name at least one file, or - for standard input");
    TRY(NEW(c, done, body ? 1 : ask->files.count));
    if (body) TRY(import_input(c, h, ask, NULL, done));
    for (size_t i = 0; i < ask->files.count; i++) TRY(import_input(c, h, ask, files[i], &done[i]));
    out->at    = done;
    out->count = body ? 1 : ask->files.count;
    return OK;
}

const struct op op_import_prices = {
    .name       = "import prices",
    .method     = "POST",
    .path       = "/v1/imports/prices",
    .group      = "data",
    .title      = "Bring prices in from files",
    .about      = "Takes CSV with the usual headers in any order and case: date, time or timestamp in the usual formats; open, high, low, "
                  "close, adj close, volume; symbol, ticker or Name, or the symbol from the file's name; split and dividend. Rows that "
                  "cannot be used go to quarantine with their line and the reason; the rest goes in. A file goes in as a whole or not at "
                  "all, twice is the same as once, and a bar that is delivered with other values is corrected while its old values are kept.",
    .example    = "import prices tests/data/tiny.csv --class stock --adjust split --currency USD",
    .in         = &import_prices_ask_shape,
    .out        = &import_done_shape,
    .answers    = MANY,
    .takes_body = true,
    .slow       = true,
    .run        = run,
};
