#include "base/file.h"
#include "base/map.h"
#include "ops/enter.h"
#include "ops/op.h"
#include "sources/activity_file.h"

enum { FILE_SIZE_MAX = 64 << 20 };

static const char *const date_orders[]    = {"auto", "mdy", "dmy", NULL};
static const char *const decimal_points[] = {"point", "comma", NULL};

#define ASK(X, T)                                                                                                               \
    X(T, TEXT,   account, REQUIRED | PLACE, "name of the account", .max = 64)                                                   \
    X(T, TEXT,   file,    PLACE | LOCAL | NULLABLE, "CSV file, or - for standard input", .max = 4000)                           \
    X(T, TEXTS,  columns, 0, "where the usual names do not tell: day, kind, symbol, quantity, price, amount, fee, currency, note or lot, = and the name in the file", .max = 10) \
    X(T, CHOICE, dates,   0, "how 3/4/2017 is meant: month or day first; auto takes what the rules of prices take", .choices = date_orders, .usual = "auto") \
    X(T, CHOICE, decimal, 0, "what stands before the decimals", .choices = decimal_points, .usual = "point")                    \
    X(T, BOOL,   add,     0, "enter assets that the store does not know")                                                       \
    X(T, BOOL,   dry,     0, "say what would be done, and do nothing")

RECORD(import_activities_ask, ASK);
SHAPE(import_activities_ask, ASK);

#define DONE(X, T)                                                                          \
    X(T, TEXT, account,    0, "account they went into")                                     \
    X(T, I64,  rows,       0, "rows read, header not counted")                              \
    X(T, I64,  added,      0, "activities that were new")                                   \
    X(T, I64,  known,      0, "activities that were there already")                         \
    X(T, I64,  new_assets, 0, "assets that were entered")                                   \
    X(T, BOOL, dry,        0, "nothing was done")

RECORD(import_activities_done, DONE);
SHAPE(import_activities_done, DONE);

struct intake {
    struct ctx          *c;
    struct entering      e;
    struct activity_file file;
    struct map           seen;          /* how often a row that says the same came */
    int64_t              rows;
};

static err nth_of(struct intake *t, const struct activity *a, struct slice symbol, int64_t *ret)
{
    const char *digest;
    int64_t    *times;
    char       *key;
    TRY(activity_digest(t->c, a, 0, &digest));
    TRY(got(key = ctx_print(t->c, "%s %.*s", digest, (int)symbol.size, symbol.at ? symbol.at : "")));
    TRY(map_add(&t->seen, slice_of(key), 0, &times));
    *ret = (*times)++;
    return OK;
}

static err take_row(struct intake *t, char *line, size_t size, int64_t number)
{
    struct activity a;
    struct slice    symbol;
    int64_t         nth;
    size_t          faults = t->c->fault_count;
    char           *path   = ctx_print(t->c, "line %lld: ", (long long)number);
    TRY(got(path));
    TRY(activity_file_read(t->c, &t->file, line, size, path, &a, &symbol));
    t->rows++;
    if (t->c->fault_count != faults) return OK;
    TRY(nth_of(t, &a, symbol, &nth));
    return enter_activity(&t->e, &a, symbol, nth, path);
}

static err take_text(struct intake *t, const struct list *columns, char *at, size_t size)
{
    if (size >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0) at += 3, size -= 3;
    size_t line = csv_line_size((struct slice){at, size}, true), number = 1;
    TRY(activity_file_learn(t->c, at, line, columns, &t->file));
    for (size_t from = line; from < size; from += line) {
        line = csv_line_size((struct slice){at + from, size - from}, true);
        number++;
        if (slice_trim((struct slice){at + from, line}).size) TRY(take_row(t, at + from, line, (int64_t)number));
    }
    return OK;
}

static err read_all(struct ctx *c, const struct house *h, const char *path, char **ret, size_t *ret_size)
{
    AUTO_INPUT  in  = {0};
    struct text all = {.c = c};
    if (path) TRY(input_open_file(c, &in, path));
    else      TRY(input_open_memory(c, &in, "request", h->body));
    for (size_t got_size = 1; got_size > 0;) {
        enum { STEP = 1 << 16 };
        char *at = text_room(&all, STEP);
        if (!at) return ERR_NOMEM;
        TRY(input_read(c, &in, at, STEP, &got_size));
        all.size += got_size;
        if (all.size > FILE_SIZE_MAX) return fail(c, ERR_LIMIT, "%s: more than %d MB", in.name, FILE_SIZE_MAX >> 20);
    }
    TRY(text_done(&all));
    *ret      = all.at;
    *ret_size = all.size;
    return OK;
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct import_activities_ask *ask = in;
    struct intake                       t   = {.c = c, .seen.c = c, .file = {.order = (enum date_order)ask->dates, .comma = ask->decimal == 1}};
    struct import_activities_done      *done;
    struct account                      account;
    char                               *at;
    size_t                              size;
    if (!ask->file && !h->has_body) return fail(c, ERR_USAGE, "name a file, or - for standard input");
    TRY(read_all(c, h, ask->file, &at, &size));
    TRY(store_begin(c, h->store));
    TRY(account_find(c, h, ask->account, &account));
    TRY(enter_open(c, h, &account, ask->add, &t.e));
    TRY(take_text(&t, &ask->columns, at, size));
    TRY(enter_close(&t.e));
    if (ask->dry) store_abandon(h->store);
    else          TRY(store_commit(c, h->store));
    TRY(NEW(c, done, 1));
    *done = (struct import_activities_done){account.name, t.rows, t.e.added, t.e.known, t.e.new_assets, ask->dry};
    out->at    = done;
    out->count = 1;
    return OK;
}

const struct op op_import_activities = {
    .name       = "import activities",
    .method     = "POST",
    .path       = "/v1/accounts/{account}/imports",
    .group      = "portfolio",
    .title      = "Activities of an account from a file",
    .about      = "Takes CSV as brokers and trackers export it. Columns are found by their usual names, or as --columns tells. All rows are entered or none: every "
                  "row that cannot be used is told with its line and column, and the account is replayed before anything is kept. A file that comes again adds "
                  "only what is new.",
    .example    = "import activities demo tests/data/activities.csv",
    .in         = &import_activities_ask_shape,
    .out        = &import_activities_done_shape,
    .answers    = ONE,
    .takes_body = true,
    .slow       = true,
    .run        = run,
};
