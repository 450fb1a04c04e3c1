#include "model/import.h"
#include "ops/op.h"
#include "store/bundle.h"

#define ASK(X, T) X(T, TEXT, file, PLACE | LOCAL | NULLABLE, "what `lumia bundle` wrote", .min = 1, .max = 4096)

RECORD(import_bundle_ask, ASK);
SHAPE(import_bundle_ask, ASK);

#define DONE(X, T)                                                                              \
    X(T, TEXT, file,     0, "name of the file")                                                 \
    X(T, TIME, made,     0, "when it was made")                                                 \
    X(T, I64,  rows,     0, "bars in it")                                                       \
    X(T, I64,  stored,   0, "new bars")                                                         \
    X(T, I64,  repeated, 0, "bars that said what was already known, or less than it")           \
    X(T, I64,  revised,  0, "bars corrected; the old values are kept")                          \
    X(T, I64,  assets,   0, "new assets")                                                       \
    X(T, I64,  series,   0, "new series")                                                       \
    X(T, I64,  actions,  0, "splits and dividends that were new or other")                      \
    X(T, I64,  articles, 0, "new articles")                                                     \
    X(T, TEXT, digest,   0, "SHA-256 of its content")

RECORD(import_bundle_done, DONE);
SHAPE(import_bundle_done, DONE);

static err open_input(struct ctx *c, const struct house *h, const char *path, struct input *in)
{
    return path ? input_open_file(c, in, path) : input_open_memory(c, in, "request", h->body);
}

/* The whole of it is read and checked before a store is touched. */
static err look_through(struct ctx *c, const struct house *h, const char *path)
{
    AUTO_INPUT    in = {0};
    struct bundle b;
    bool          more = true;
    TRY(open_input(c, h, path, &in));
    TRY(bundle_open(c, &in, &b));
    while (more) {
        AUTO_CTX           own = {0};
        struct bundle_part part;
        ctx_open_part(&own, c);
        err e = bundle_next(&own, &b, &part, &more);
        TRY(ctx_end_part(c, &own, e));
        progress(h, in.name, (int64_t)in.consumed_bytes, 2 * (int64_t)in.total_bytes);
    }
    return OK;
}

static err write_ledger(struct ctx *c, const struct house *h, const struct import *i)
{
    int64_t known;
    TRY(store_number(c, h->store, "SELECT count(*) FROM import WHERE digest = $1", ARGS(v_text(i->digest)), 0, &known));
    return known ? OK : store_insert(c, h->store, &import_shape, i);
}

/* One transaction, which is rolled back where the file has become another since it was looked through. */
static err take(struct ctx *c, const struct house *h, const char *path, struct import_bundle_done *ret)
{
    AUTO_INPUT    in = {0};
    struct bundle b;
    struct taken  t;
    struct import i = {.at = h->now, .source = "bundle"};
    TRY(open_input(c, h, path, &in));
    TRY(bundle_open(c, &in, &b));
    TRY(store_begin(c, h->store));
    TRY(store_next_id(c, h->store, &import_shape, &i.id));
    TRY(bundle_take(c, h->store, &b, h->now, i.id, &t));
    i.file     = in.name;
    i.digest   = b.seen.digest;
    i.rows     = b.seen.rows[BUNDLE_BAR];
    i.stored   = t.stored;
    i.repeated = t.repeated;
    i.revised  = t.revised;
    i.actions  = t.actions;
    i.assets   = b.seen.rows[BUNDLE_ASSET];
    TRY(write_ledger(c, h, &i));
    *ret = (struct import_bundle_done){.made = b.made, .rows = i.rows, .stored = t.stored, .repeated = t.repeated, .revised = t.revised,
                                       .assets = t.assets, .series = t.series, .actions = t.actions, .articles = t.articles};
    TRY(got(ret->file = ctx_copy(c, slice_of(in.name))));
    TRY(got(ret->digest = ctx_copy(c, slice_of(b.seen.digest))));
    return store_commit(c, h->store);
}

static err run(struct ctx *c, const struct house *h, const void *in, struct answer *out)
{
    const struct import_bundle_ask *ask = in;
    struct import_bundle_done      *done;
    if (!ask->file && !h->has_body) return fail(c, ERR_USAGE, "name a file that `lumia bundle` wrote");
    if (ask->file && strcmp(ask->file, "-") == 0) return fail(c, ERR_USAGE, "a bundle is read twice, and so comes from a file");
    TRY(NEW(c, done, 1));
    TRY(look_through(c, h, ask->file));
    TRY(take(c, h, ask->file, done));
    out->at    = done;
    out->count = 1;
    return OK;
}

const struct op op_import_bundle = {
    .name       = "import bundle",
    .method     = "POST",
    .path       = "/v1/imports/bundle",
    .group      = "data",
    .title      = "Bring in what another machine has collected",
    .about      = "Takes a file of `lumia bundle`. The whole of it is read and checked before anything is written, and it goes in as a whole or not at all. "
                  "Assets are known by their symbol, series by asset, interval, adjustment and source, bars by their instant: what is new is stored, what "
                  "differs corrects, with the instants at which corrections became known there, and what is here later or already history stands. "
                  "Twice is the same as once. Its checksums tell damage, not who made it: take bundles from whom you trust.",
    .example    = "import bundle tests/data/tiny.bundle",
    .in         = &import_bundle_ask_shape,
    .out        = &import_bundle_done_shape,
    .answers    = ONE,
    .takes_body = true,
    .slow       = true,
    .run        = run,
};
