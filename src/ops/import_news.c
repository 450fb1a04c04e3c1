#include "base/digest.h"
#include "base/file.h"
#include "model/article.h"
#include "ops/intake.h"
#include "ops/op.h"
#include "sources/news_file.h"

enum { BLOCK_SIZE = 8 << 20, LINE_SIZE_MAX = 4 << 20, PATHS_MAX = 10000 };

static const char *const orders[] = {"auto", "mdy", "dmy", NULL};

#define ASK(X, T)                                                                                                           \
    X(T, TEXTS,  files,  PLACE | LOCAL, "CSV or JSON lines, plain or .gz or .zst; - is standard input", .max = PATHS_MAX)   \
    X(T, TEXT,   source, 0,        "who published it, where the file does not say", .min = 1, .max = 64, .usual = "file")   \
    X(T, CHOICE, dates,  0,        "order of dates like 3/4/2017; auto takes the month first", .choices = orders, .usual = "auto") \
    X(T, TEXT,   zone,   0,        "zone of times that name none, such as -05:00 or ET", .max = 6, .usual = "UTC")

RECORD(import_news_ask, ASK);
SHAPE(import_news_ask, ASK);

#define DONE(X, T)                                                                              \
    X(T, TEXT,   file,        0,        "name of the file")                                     \
    X(T, I64,    rows,        0,        "rows read, header and empty ones not counted")         \
    X(T, I64,    stored,      0,        "new articles")                                         \
    X(T, I64,    repeated,    0,        "articles that were known")                             \
    X(T, I64,    quarantined, 0,        "rows turned away: see `lumia quarantine`")             \
    X(T, TIME,   first,       NULLABLE, "when the oldest of its articles appeared")             \
    X(T, TIME,   last,        NULLABLE, "when the newest of them appeared")                     \
    X(T, TEXT,   note,        NULLABLE, "what a reader should know")                            \
    X(T, TEXT,   digest,      0,        "SHA-256 of its content and the options")

RECORD(import_news_done, DONE);
SHAPE(import_news_done, DONE);

struct news_import {                    /* one file on its way in */
    struct ctx                   *c, line_ctx;      /* of the file, and of the line that is read */
    const struct house           *house;
    const struct import_news_ask *ask;
    struct input                 *input;
    struct news_file              format;
    struct intake                 intake;           /* the ledger and the quarantine of it */
    struct digest                 digest;
    char                         *block;
    size_t                        held;
    int64_t                       line, next_id, first, last;
    bool                          learnt;
};

static void close_line(struct news_import *f) { ctx_close(&f->line_ctx); }
#define AUTO_IMPORT __attribute__((cleanup(close_line))) struct news_import

static err key_of(struct ctx *c, const struct news_row *row, struct slice body, char **ret)
{
    char          digest[DIGEST_SIZE + 1], time[TIME_SIZE_MAX];
    struct digest d;
    struct slice  url = row->text[NEWS_URL], title = row->text[NEWS_TITLE];
    if (url.size > 0) return got(*ret = ctx_copy(c, url));
    digest_open(&d);
    digest_add(&d, time, time_write(time, row->published));
    digest_add(&d, "\n", 1);
    if (title.size) digest_add(&d, title.at, title.size);
    digest_add(&d, "\n", 1);
    if (body.size) digest_add(&d, body.at, body.size);
    digest_done(&d, digest);
    return got(*ret = ctx_copy(c, slice_of(digest)));
}

static err text_of(struct ctx *c, struct slice s, const char **ret)
{
    *ret = NULL;
    return s.size ? got(*ret = ctx_copy(c, s)) : OK;
}

static err symbols_of(struct ctx *c, const struct news_row *row, struct list *ret)
{
    const char **symbols;
    TRY(NEW(c, symbols, row->symbol_count));
    for (size_t i = 0; i < row->symbol_count; i++) TRY(got(symbols[i] = ctx_copy(c, row->symbol[i])));
    *ret = (struct list){symbols, row->symbol_count};
    return OK;
}

static err article_of(struct ctx *c, const struct news_import *f, const struct news_row *row, struct article *ret)
{
    struct slice body = row->text[row->text[NEWS_BODY].size ? NEWS_BODY : NEWS_SUMMARY];
    char        *key;
    *ret = (struct article){.id = f->next_id, .published = row->published, .known = f->house->now, .source = f->ask->source,
                            .import_id = f->intake.import.id};
    TRY(key_of(c, row, body, &key));
    ret->key = key;
    TRY(text_of(c, row->text[NEWS_TITLE], &ret->title));
    TRY(text_of(c, body, &ret->body));
    TRY(text_of(c, row->text[NEWS_URL], &ret->url));
    if (row->text[NEWS_SOURCE].size) TRY(text_of(c, row->text[NEWS_SOURCE], &ret->source));
    return symbols_of(c, row, &ret->symbols);
}

static err store_row(struct news_import *f, const struct news_row *row)
{
    struct ctx    *c = &f->line_ctx;
    struct article a;
    int64_t        known;
    TRY(article_of(c, f, row, &a));
    TRY(store_number(c, f->house->store, "SELECT id FROM article WHERE key = $1", ARGS(v_text(a.key)), 0, &known));
    if (f->first == TIME_NONE || row->published < f->first) f->first = row->published;
    if (f->last == TIME_NONE || row->published > f->last)   f->last = row->published;
    if (known) return f->intake.import.repeated++, OK;
    TRY(store_insert(c, f->house->store, &article_shape, &a));
    f->intake.import.stored++;
    f->next_id++;
    return OK;
}

static err take_line(struct news_import *f, char *line, size_t size)
{
    struct news_row    row;
    struct price_fault fault;
    struct slice       raw = {line, size};
    f->line++;
    if (f->line == 1 && !f->format.json) return OK;
    if (slice_trim(raw).size == 0) return OK;
    err e = news_file_read(&f->line_ctx, &f->format, line, size, &row, &fault);
    if (e == OK && row.empty) return OK;
    f->intake.import.rows++;
    if (e == ERR_DATA) return intake_refuse(&f->intake, (struct slice){0}, raw, f->line, fault.reason, fault.detail);
    return e == OK ? store_row(f, &row) : e;
}

/* Lines of JSON end where the line does, whatever quotes stand in them. */
static size_t line_size(const struct news_import *f, struct slice rest, bool last)
{
    if (!f->format.json) return csv_line_size(rest, last);
    const char *end = memchr(rest.at, '\n', rest.size);
    return end ? (size_t)(end - rest.at) + 1 : last ? rest.size : 0;
}

static err learn(struct news_import *f)
{
    f->learnt = true;
    f->format = (struct news_file){.order = (enum date_order)f->ask->dates};
    if (!zone_read(slice_of(f->ask->zone), &f->format.zone)) return fail(f->c, ERR_INVALID, "zone must be like -05:00 or ET, not '%s'", f->ask->zone);
    if (news_file_learn(f->c, (struct slice){f->block, f->held}, &f->format) == OK) return OK;
    char *story = ctx_copy(f->c, slice_of(f->c->note));
    return fail(f->c, ERR_DATA, "%s: %s", f->input->name, story ? story : "no memory");
}

/* Takes the whole lines of the block and moves what is left of the last one to the front. */
static err take_block(struct news_import *f, bool last)
{
    size_t at = 0;
    if (!f->learnt && f->held > 0) TRY(learn(f));
    while (at < f->held) {
        size_t size = line_size(f, (struct slice){f->block + at, f->held - at}, last);
        if (size == 0) break;
        ctx_reset(&f->line_ctx);
        f->line_ctx.fail_at     = f->c->fail_at;
        f->line_ctx.alloc_count = f->c->alloc_count;
        err e = take_line(f, f->block + at, size);
        if (f->line_ctx.alloc_count > f->c->alloc_count) f->c->alloc_count = f->line_ctx.alloc_count;
        if (e != OK) return fail(f->c, e, "%s, line %lld: %s", f->input->name, (long long)f->line, f->line_ctx.note[0] ? f->line_ctx.note : f->c->note);
        at += size;
    }
    f->held -= at;
    memmove(f->block, f->block + at, f->held);
    if (f->held > LINE_SIZE_MAX) return fail(f->c, ERR_LIMIT, "%s: line %lld has more than %d bytes", f->input->name, (long long)f->line + 1, LINE_SIZE_MAX);
    return OK;
}

/* What holds nothing but bad rows is no file of news, and leaves nothing in quarantine. */
static err check_used(struct news_import *f)
{
    const struct import     *i   = &f->intake.import;
    const struct quarantine *bad = f->intake.bad;
    if (i->rows == 0 || i->quarantined < i->rows) return OK;
    return fail(f->c, ERR_DATA, "%s: not one of its %lld rows can be used; line %lld: %s", i->file, (long long)i->rows, (long long)bad->line, bad->detail);
}

static err take_file(struct news_import *f)
{
    TRY(NEW(f->c, f->block, BLOCK_SIZE));
    for (size_t fresh = 1; fresh > 0;) {
        TRY(input_read(f->c, f->input, f->block + f->held, BLOCK_SIZE - f->held, &fresh));
        digest_add(&f->digest, f->block + f->held, fresh);
        f->held += fresh;
        if (f->held == BLOCK_SIZE || fresh == 0) TRY(take_block(f, fresh == 0));
        progress(f->house, f->input->name, (int64_t)f->input->consumed_bytes, (int64_t)f->input->total_bytes);
    }
    return f->learnt ? check_used(f) : fail(f->c, ERR_DATA, "%s: the file is empty", f->input->name);
}

static err write_ledger(struct news_import *f)
{
    struct import *i = &f->intake.import;
    struct list    known;
    char           digest[DIGEST_SIZE + 1];
    digest_add_text(&f->digest, f->ask->source);
    digest_add_text(&f->digest, orders[f->ask->dates]);
    digest_add_text(&f->digest, f->ask->zone);
    digest_done(&f->digest, digest);
    TRY(got(i->digest = ctx_copy(f->c, slice_of(digest))));
    TRY(intake_done(&f->intake));
    TRY(store_select(f->c, f->house->store, &import_shape, "WHERE digest = $1", ARGS(v_text(i->digest)), &known));
    return known.count ? OK : store_insert(f->c, f->house->store, &import_shape, i);
}

/* The answer, in the caller's ctx. */
static err done_of(struct ctx *c, const struct news_import *f, struct import_news_done *ret)
{
    const struct import     *i    = &f->intake.import;
    const struct quarantine *bad  = f->intake.bad;
    struct import_news_done  done = {.rows = i->rows, .stored = i->stored, .repeated = i->repeated, .quarantined = i->quarantined,
                                     .first = f->first, .last = f->last};
    TRY(got(done.file = ctx_copy(c, slice_of(i->file))));
    TRY(got(done.digest = ctx_copy(c, slice_of(i->digest))));
    if (i->quarantined) TRY(got(done.note = ctx_print(c, "first bad row: line %lld: %s", (long long)bad->line, bad->detail)));
    *ret = done;
    return OK;
}

/* All or nothing: one transaction, which the store rolls back when it is not reached. The answer is made before it ends. */
static err import_one(struct news_import *f, struct ctx *caller, struct import_news_done *ret)
{
    int64_t revision;
    digest_open(&f->digest);
    TRY(store_begin(f->c, f->house->store));
    TRY(store_next_id(f->c, f->house->store, &import_shape, &f->intake.import.id));
    TRY(store_next_id(f->c, f->house->store, &article_shape, &f->next_id));
    TRY(take_file(f));
    TRY(write_ledger(f));
    if (f->intake.import.stored) TRY(store_touch(f->c, f->house->store, &article_shape, &revision));
    caller->alloc_count = f->c->alloc_count;
    TRY(done_of(caller, f, ret));
    f->c->alloc_count = caller->alloc_count;
    return store_commit(f->c, f->house->store);
}

/* What a file needed is let go before the next one; only its line of the answer stays. */
static err import_input(struct ctx *c, const struct house *h, const struct import_news_ask *ask, const char *path, struct import_news_done *ret)
{
    AUTO_CTX    own   = {0};                    /* before the input, which lives in it and is closed first */
    AUTO_INPUT  input = {0};
    AUTO_IMPORT f     = {.c = &own, .house = h, .ask = ask, .input = &input, .first = TIME_NONE, .last = TIME_NONE};
    ctx_open(&own, c->limit_bytes);
    ctx_open(&f.line_ctx, c->limit_bytes);
    own.fail_at     = c->fail_at;
    own.alloc_count = c->alloc_count;
    err e = path ? input_open_file(&own, &input, path) : input_open_memory(&own, &input, "request", h->body);
    f.intake = (struct intake){.c = &own, .house = h, .import = {.file = input.name, .at = h->now, .source = ask->source}};
    if (e == OK) e = import_one(&f, c, ret);
    if (own.alloc_count > c->alloc_count) c->alloc_count = own.alloc_count;
    if (e == OK) return OK;
    store_abandon(h->store);
    return own.note[0] ? fail(c, e, "%s", own.note) : e;
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct import_news_ask *ask   = in;
    const char *const            *files = ask->files.at;
    struct import_news_done      *done;
    bool                          body = ask->files.count == 0 && h->has_body;
    if (ask->files.count == 0 && !body) return fail(c, ERR_USAGE, "name at least one file, or - for standard input");
    out->count = body ? 1 : ask->files.count;
    TRY(NEW(c, done, out->count));
    for (size_t i = 0; i < out->count; i++) TRY(import_input(c, h, ask, body ? NULL : files[i], &done[i]));
    out->at = done;
    return OK;
}

const struct op op_import_news = {
    .name       = "import news",
    .method     = "POST",
    .path       = "/v1/imports/news",
    .group      = "data",
    .title      = "Bring news in from files",
    .about      = "Takes CSV with a header, or JSON lines, with the usual names in any order: title or headline; body, text or summary; published, time or "
                  "date in the usual spellings, with its zone or the one of --zone; url, source, symbols. An article is known by its address, or where "
                  "it has none by its title, text and time: it goes in once. Rows that cannot be used go to quarantine with their line and the reason. "
                  "A file goes in as a whole or not at all.",
    .example    = "import news tests/data/news.jsonl --source desk",
    .in         = &import_news_ask_shape,
    .out        = &import_news_done_shape,
    .answers    = MANY,
    .takes_body = true,
    .slow       = true,
    .run        = run,
};
