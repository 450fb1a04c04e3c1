/* A bundle: what is taken in answers as what was collected does, on any engine, twice as once; and nothing hostile gets in. */
#include "store/bundle.h"

#include <math.h>

#include "../check.h"
#include "../engine.h"
#include "../scratch.h"
#include "model/article.h"
#include "model/asset.h"
#include "model/action.h"
#include "store/bars.h"
#include "store/copy.h"

enum { MEMORY = 256 << 20, SESSIONS = 900 };

static const int64_t MADE = 1700000000000000, NOW = 1750000000000000;

struct shop {                           /* a store of its own */
    struct pool  *pool;
    struct store *s;
};

struct bench {
    struct ctx     c;
    struct scratch folder;
    struct shop    from, to;
    char          *file;
};

static void bench_close(struct bench *b)
{
    struct shop *shops[] = {&b->from, &b->to};
    for (size_t i = 0; i < 2; i++) {
        store_release(&shops[i]->s);
        pool_close_at(&shops[i]->pool);
    }
    scratch_close(&b->folder);
    ctx_close(&b->c);
}
#define AUTO_BENCH __attribute__((cleanup(bench_close))) struct bench

static bool shop_open(struct bench *b, struct shop *k)
{
    char *url = engine_url(&b->c, &b->folder);
    return url && pool_open(&b->c, url, &k->pool) == OK && pool_lease(&b->c, k->pool, &k->s) == OK;
}

/* What is collected lies in a file of SQLite; it is taken into the engine that is picked. */
static bool bench_open(struct bench *b)
{
    enum engine to = engine_picked();
    ctx_open(&b->c, MEMORY);
    if (!scratch_open(&b->folder)) return false;
    b->file = ctx_print(&b->c, "%s/all.bundle", b->folder.folder);
    (void)engine_pick(ENGINE_SQLITE);
    bool from = shop_open(b, &b->from);
    (void)engine_pick(to);
    return from && shop_open(b, &b->to);
}

static err merge(struct ctx *c, struct store *s, struct series *series, size_t first, size_t days, double shift, int64_t known)
{
    struct bars   fresh;
    int64_t      *at;
    struct merged m = {0};
    TRY(bars_new(c, days, &fresh));
    TRY(NEW(c, at, days));
    for (size_t i = 0; i < days; i++) {
        fresh.at[i] = (int64_t)(17000 + first + i) * US_PER_DAY;
        at[i]       = known;
        for (size_t k = 0; k < BAR_COLUMNS; k++) fresh.value[k][i] = k == BAR_TOTAL ? NAN : 50 + (double)((first + i) * 7 % 31) / 8 + (double)k + shift;
    }
    TRY(store_merge_bars(c, s, series, &fresh, at, INT_NONE, &m));
    return store_upsert(c, s, &series_shape, series);
}

static const struct series BLANK = {.id = 3, .asset_id = 7, .every = 86400 * 1000000ll, .source = "test", .first = TIME_NONE, .last = TIME_NONE, .close = NAN};

/* Two assets, one of them simulated; bars that were corrected twice in part; a split; an article. */
static err fill(struct ctx *c, struct store *s)
{
    struct asset   real = {.id = 7, .symbol = "REAL", .name = "Real", .class = CLASS_STOCK, .listed = DAY_NONE, .delisted = DAY_NONE};
    struct asset   made = {.id = 8, .symbol = "MADE.SIM", .class = CLASS_STOCK, .listed = DAY_NONE, .delisted = DAY_NONE, .simulated = true};
    struct series  series = BLANK, simulated = BLANK;
    struct action  split = {.asset_id = 7, .day = 17400, .kind = ACTION_SPLIT, .value = 2, .source = "test"};
    const char    *symbols[] = {"REAL", "OTHER"};
    struct article news = {.id = 4, .key = "k", .published = MADE, .known = MADE, .source = "desk", .title = "A, \"B\"", .symbols = {symbols, 2}, .import_id = 1};
    simulated.id = 5, simulated.asset_id = 8, simulated.simulated = true;
    TRY(store_begin(c, s));
    TRY(store_insert(c, s, &asset_shape, &real));
    TRY(store_insert(c, s, &asset_shape, &made));
    TRY(merge(c, s, &series, 0, SESSIONS, 0, MADE - 30));
    TRY(merge(c, s, &series, 100, 80, 0.25, MADE - 20));
    TRY(merge(c, s, &series, 150, 80, 0.5, MADE - 10));
    TRY(merge(c, s, &simulated, 0, 10, 0, MADE));
    TRY(store_insert(c, s, &action_shape, &split));
    TRY(store_insert(c, s, &article_shape, &news));
    return store_commit(c, s);
}

static err take(struct bench *b, int64_t import_id, struct taken *ret)
{
    AUTO_INPUT    in = {0};
    struct bundle open;
    TRY(input_open_file(&b->c, &in, b->file));
    TRY(bundle_open(&b->c, &in, &open));
    TRY(store_begin(&b->c, b->to.s));
    err e = bundle_take(&b->c, b->to.s, &open, NOW, import_id, ret);
    if (e == OK) e = store_commit(&b->c, b->to.s);
    store_abandon(b->to.s);
    return e;
}

static bool read_all(struct ctx *c, struct store *s, struct series *series, struct bars *bars, struct list *revisions)
{
    struct list all;
    if (store_select(c, s, &series_shape, "WHERE source = 'test' AND simulated = $1", ARGS(v_int(false)), &all) != OK || all.count != 1) return false;
    *series = *(struct series *)all.at;
    return store_read_bars(c, s, series, INT64_MIN, INT64_MAX, ALL_COLUMNS, bars) == OK &&
           store_select(c, s, &bar_revision_shape, "WHERE series_id = $1 ORDER BY at, replaced_at", ARGS(v_int(series->id)), revisions) == OK;
}

static bool same_revision(const struct bar_revision *a, const struct bar_revision *b)
{
    return a->at == b->at && a->replaced_at == b->replaced_at && a->open == b->open && a->close == b->close && a->volume == b->volume;
}

/* Bars, revisions and what a series tells of itself, there as here. */
static void check_same(struct bench *b)
{
    struct series s[2];
    struct bars   bars[2];
    struct list   revisions[2];
    NEED(read_all(&b->c, b->from.s, &s[0], &bars[0], &revisions[0]) && read_all(&b->c, b->to.s, &s[1], &bars[1], &revisions[1]), "%s", b->c.note);
    NEED(bars[0].count == bars[1].count && revisions[0].count == revisions[1].count, "%zu %zu %zu %zu", bars[0].count, bars[1].count, revisions[0].count, revisions[1].count);
    CHECK(memcmp(bars[0].at, bars[1].at, bars[0].count * sizeof *bars->at) == 0);
    for (size_t k = 0; k < BAR_COLUMNS; k++) CHECK(memcmp(bars[0].value[k], bars[1].value[k], bars[0].count * sizeof(double)) == 0, "%zu", k);
    size_t same = 0;
    for (size_t i = 0; i < revisions[0].count; i++) same += same_revision((struct bar_revision *)revisions[0].at + i, (struct bar_revision *)revisions[1].at + i);
    CHECK(same == revisions[0].count, "%zu of %zu", same, revisions[0].count);
    CHECK(s[0].count == s[1].count && s[0].first == s[1].first && s[0].last == s[1].last && s[0].close == s[1].close && s[0].totals == s[1].totals);
}

TEST_ON_ENGINES(bundle_brings_what_was_collected)
{
    AUTO_BENCH     b = {0};
    struct bundled done;
    struct taken   t;
    struct list    found;
    int64_t        before, after;
    NEED(bench_open(&b) && fill(&b.c, b.from.s) == OK && store_bundle(&b.c, b.from.s, b.file, MADE, &done) == OK, "%s", b.c.note);
    CHECK(done.rows[BUNDLE_ASSET] == 1 && done.rows[BUNDLE_SERIES] == 1 && done.rows[BUNDLE_BAR] == SESSIONS && done.rows[BUNDLE_REVISION] == 160 && done.rows[BUNDLE_ACTION] == 1 && done.rows[BUNDLE_ARTICLE] == 1);
    CHECK(store_bundle(&b.c, b.from.s, b.file, MADE, &done) == ERR_CONFLICT && strstr(b.c.note, "there already"), "%s", b.c.note);
    NEED(take(&b, 1, &t) == OK, "%s", b.c.note);
    CHECK(t.assets == 1 && t.series == 1 && t.stored == SESSIONS && t.repeated == 0 && t.revised == 0 && t.actions == 1 && t.articles == 1);
    check_same(&b);
    CHECK(store_select(&b.c, b.to.s, &article_shape, "", NO_ARGS, &found) == OK && found.count == 1);
    const struct article *a = found.at;
    CHECK(a->known == NOW && strcmp(a->title, "A, \"B\"") == 0 && !a->body && a->symbols.count == 2 && strcmp(((const char **)a->symbols.at)[1], "OTHER") == 0);
    CHECK(store_revision(&b.c, b.to.s, &before) == OK && before > 0 && take(&b, 2, &t) == OK, "%s", b.c.note);
    CHECK(t.assets == 0 && t.series == 0 && t.stored == 0 && t.repeated == SESSIONS && t.revised == 0 && t.actions == 0 && t.articles == 0);
    CHECK(store_revision(&b.c, b.to.s, &after) == OK && after == before, "nothing has changed, and nobody is due");
    check_same(&b);
}

/* A store that has part of it, with other numbers and what was said then: it arrives at the same. */
TEST_ON_ENGINES(bundle_completes_what_is_there)
{
    AUTO_BENCH     b = {0};
    struct bundled done;
    struct taken   t;
    struct asset   old = {.id = 40, .symbol = "REAL", .class = CLASS_UNKNOWN, .listed = DAY_NONE, .delisted = DAY_NONE};
    struct series  series = BLANK;
    series.id = 50, series.asset_id = 40;
    NEED(bench_open(&b) && fill(&b.c, b.from.s) == OK && store_bundle(&b.c, b.from.s, b.file, MADE, &done) == OK, "%s", b.c.note);
    NEED(store_begin(&b.c, b.to.s) == OK && store_insert(&b.c, b.to.s, &asset_shape, &old) == OK && merge(&b.c, b.to.s, &series, 0, 160, 0, MADE - 30) == OK && store_commit(&b.c, b.to.s) == OK, "%s", b.c.note);
    NEED(take(&b, 1, &t) == OK, "%s", b.c.note);
    CHECK(t.assets == 0 && t.series == 0 && t.stored == SESSIONS - 160 && t.revised == 60 && t.repeated == 100);
    check_same(&b);
    struct list found;
    CHECK(store_select(&b.c, b.to.s, &asset_shape, "", NO_ARGS, &found) == OK && found.count == 1 && ((struct asset *)found.at)->id == 40 && ((struct asset *)found.at)->class == CLASS_STOCK && strcmp(((struct asset *)found.at)->name, "Real") == 0);
}

/* An old bundle brings no old values back, and what was corrected here since stands. */
TEST_ON_ENGINES(bundle_of_yesterday_corrects_nothing_of_today)
{
    AUTO_BENCH     b = {0};
    struct bundled done;
    struct taken   t;
    struct series  series;
    struct bars    before, after;
    struct list    revisions;
    NEED(bench_open(&b) && fill(&b.c, b.from.s) == OK && store_bundle(&b.c, b.from.s, b.file, MADE, &done) == OK && take(&b, 1, &t) == OK, "%s", b.c.note);
    NEED(read_all(&b.c, b.to.s, &series, &before, &revisions) && store_begin(&b.c, b.to.s) == OK && merge(&b.c, b.to.s, &series, 170, 300, 0.75, MADE + 10) == OK && store_commit(&b.c, b.to.s) == OK, "%s", b.c.note);
    NEED(read_all(&b.c, b.to.s, &series, &before, &revisions));
    for (int64_t twice = 0; twice < 2; twice++) {
        NEED(take(&b, 2 + twice, &t) == OK && t.stored == 0 && t.revised == 0 && t.repeated == SESSIONS, "%s", b.c.note);
        NEED(read_all(&b.c, b.to.s, &series, &after, &revisions) && revisions.count == 160 + 300);
        for (size_t k = 0; k < BAR_COLUMNS; k++) CHECK(memcmp(before.value[k], after.value[k], before.count * sizeof(double)) == 0, "%zu", k);
    }
}

/* ---- hostile ---- */

static err look(struct ctx *c, struct slice bytes)
{
    AUTO_INPUT         in = {0};
    struct bundle      b;
    struct bundle_part part;
    bool               more = true;
    TRY(input_open_memory(c, &in, "bundle", bytes));
    TRY(bundle_open(c, &in, &b));
    while (more) TRY(bundle_next(c, &b, &part, &more));
    return OK;
}

/* The whole stream, decompressed. */
static struct slice plain(struct ctx *c, const char *path)
{
    enum { ROOM = 1 << 20 };
    AUTO_INPUT in  = {0};
    char      *at  = ctx_alloc(c, 1, ROOM);
    size_t     size = 0, more = 1;
    if (!at || input_open_file(c, &in, path) != OK) return (struct slice){0};
    while (more && input_read(c, &in, at + size, ROOM - size, &more) == OK) size += more;
    return (struct slice){at, size};
}

TEST(bundle_that_was_cut_or_changed_is_refused)
{
    AUTO_BENCH     b = {0};
    struct bundled done;
    struct slice   packed;
    NEED(bench_open(&b) && fill(&b.c, b.from.s) == OK && store_bundle(&b.c, b.from.s, b.file, MADE, &done) == OK && file_read(&b.c, b.file, 1 << 20, &packed) == OK, "%s", b.c.note);
    struct slice all = plain(&b.c, b.file), both[] = {packed, all};
    CHECK(look(&b.c, packed) == OK && look(&b.c, all) == OK, "%s", b.c.note);
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < both[k].size; i += k ? 1 : 5) {
            AUTO_CTX c = {0};
            ctx_open(&c, MEMORY);
            char *copy = ctx_copy(&c, both[k]);
            NEED(copy);
            CHECK(look(&c, (struct slice){copy, i}) != OK, "cut at %zu", i);
            copy[i] ^= 0x20;
            err e = look(&c, (struct slice){copy, both[k].size});
            CHECK(e == OK ? k == 0 : e != ERR_INTERNAL, "changed at %zu: %s", i, c.note);      /* zstd has bits that change nothing */
        }
    char *longer;
    NEED(NEW(&b.c, longer, all.size + 1) == OK);
    memcpy(longer, all.at, all.size);
    CHECK(look(&b.c, (struct slice){longer, all.size + 1}) == ERR_DATA && strstr(b.c.note, "behind its end"), "%s", b.c.note);
}

/* A bundle of one's own making, whose sums are right: a part of `rows` and the end. */
struct forged {
    struct text   out;
    struct digest digest;
};

static void forge_put(struct forged *f, struct slice s)
{
    text_put_slice(&f->out, s);
    digest_add(&f->digest, s.at, s.size);
}

static void forge_open(struct ctx *c, struct forged *f, const char *head)
{
    *f = (struct forged){.out.c = c};
    digest_open(&f->digest);
    forge_put(f, slice_of(head));
}

static void forge_part(struct ctx *c, struct forged *f, enum bundle_table table, const void *rows, size_t count)
{
    const struct shape *shape = bundle_shapes[table];
    struct slice        packed = {0};
    struct text         line = {.c = c};
    CHECK(bundle_pack(c, shape, rows, count, &packed) == OK);
    text_print(&line, "%s %zu ", bundle_names[table], packed.size);
    for (size_t i = 0; i < shape->field_count; i++) text_print(&line, "%s%s", i ? "," : "", shape->fields[i].name);
    text_put_char(&line, '\n');
    forge_put(f, text_slice(&line));
    forge_put(f, packed);
}

static err forge_look(struct ctx *c, struct forged *f)
{
    char digest[DIGEST_SIZE + 1];
    digest_done(&f->digest, digest);
    text_print(&f->out, "end %s\n", digest);
    return look(c, text_slice(&f->out));
}

static const char HEAD[] = "lumia bundle 1 2026-01-01T00:00:00Z\n";

static const struct asset GOOD = {.id = 1, .symbol = "A", .class = CLASS_STOCK, .listed = DAY_NONE, .delisted = DAY_NONE};

TEST(bundle_of_rows_that_cannot_be_is_refused)
{
    struct asset  shout = GOOD, simulated = GOOD, hidden = GOOD, empty = GOOD, late = GOOD, twice[2] = {GOOD, GOOD};
    struct series good = {.id = 1, .asset_id = 1, .every = US_PER_DAY, .source = "s", .first = TIME_NONE, .last = TIME_NONE, .close = NAN}, orphan = good, still = good;
    struct bar bar = {1, 0, 1, 1, 1, 1, 1, NAN}, infinite = bar, stray = bar, mixed[2] = {bar, bar}, back[2] = {bar, bar};
    struct action action = {.asset_id = 1, .day = 1, .kind = ACTION_SPLIT, .value = 2, .source = "s"}, nothing = action;
    shout.symbol = "a", simulated.simulated = true, hidden.symbol = "A.SIM", empty.symbol = "", late.listed = INT32_MAX;
    orphan.asset_id = 2, still.every = 0, infinite.close = INFINITY, stray.series_id = 2, mixed[1].series_id = 2, back[1].at = -1, nothing.value = NAN;
    struct trial { enum bundle_table table; const void *rows; size_t count; const char *story; } trials[] = {
        {BUNDLE_ASSET, &shout, 1, "symbol"}, {BUNDLE_ASSET, &simulated, 1, "simulated"}, {BUNDLE_ASSET, &hidden, 1, "simulated"},
        {BUNDLE_ASSET, &empty, 1, "symbol"}, {BUNDLE_ASSET, &late, 1, "listed"}, {BUNDLE_ASSET, twice, 2, "behind"},
        {BUNDLE_SERIES, &orphan, 1, "asset"}, {BUNDLE_SERIES, &still, 1, "interval"}, {BUNDLE_BAR, &infinite, 1, "finite"},
        {BUNDLE_BAR, &stray, 1, "series"}, {BUNDLE_BAR, mixed, 2, "several"}, {BUNDLE_BAR, back, 2, "behind"},
        {BUNDLE_ACTION, &nothing, 1, "value"},
    };
    for (size_t i = 0; i < sizeof trials / sizeof *trials; i++) {
        AUTO_CTX      c = {0};
        struct forged f;
        ctx_open(&c, MEMORY);
        forge_open(&c, &f, HEAD);
        if (trials[i].table > BUNDLE_ASSET)  forge_part(&c, &f, BUNDLE_ASSET, &GOOD, 1);
        if (trials[i].table > BUNDLE_SERIES) forge_part(&c, &f, BUNDLE_SERIES, &good, 1);
        forge_part(&c, &f, trials[i].table, trials[i].rows, trials[i].count);
        err e = forge_look(&c, &f);
        CHECK((e == ERR_DATA || e == ERR_REFUSED) && strstr(c.note, trials[i].story), "%zu: %s", i, c.note);
    }
}

TEST(bundle_of_another_form_is_refused)
{
    static const struct { const char *bytes; err e; const char *story; } cases[] = {
        {"", ERR_DATA, "no bundle"}, {"date,close\n", ERR_DATA, "no bundle"}, {"lumia bundle 2 2026-01-01T00:00:00Z\n", ERR_REFUSED, "version 2"},
        {"lumia bundle 1 yesterday\n", ERR_DATA, "when"}, {"lumia bundle 1 2026-01-01T00:00:00Z\n", ERR_DATA, "too early"},
        {"lumia bundle 1 2026-01-01T00:00:00Z\nmood 5 a\n12345", ERR_DATA, "mood"}, {"lumia bundle 1 2026-01-01T00:00:00Z\nasset 99999999999 id\n", ERR_DATA, "size"},
        {"lumia bundle 1 2026-01-01T00:00:00Z\nasset 400 id\nxx", ERR_DATA, "too early"}, {"lumia bundle 1 2026-01-01T00:00:00Z\nasset 4 id\nxxxx", ERR_DATA, "damaged"},
        {"lumia bundle 1 2026-01-01T00:00:00Z\nend 00\n", ERR_DATA, "digest"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AUTO_CTX c = {0};
        ctx_open(&c, MEMORY);
        err e = look(&c, slice_of(cases[i].bytes));
        CHECK(e == cases[i].e && strstr(c.note, cases[i].story), "%zu: %s: %s", i, err_name(e), c.note);
    }
}

TEST(bundle_may_be_empty)
{
    AUTO_CTX      c = {0};
    struct forged f;
    ctx_open(&c, MEMORY);
    forge_open(&c, &f, HEAD);
    CHECK(forge_look(&c, &f) == OK, "%s", c.note);
}
