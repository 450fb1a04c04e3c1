/* Laws that hold for every op, present and future; nothing below names one but to prepare the store. Each op is asked for
 * what its own example says. */
#include "../check.h"
#include "../lab.h"

#include <ctype.h>

#include "base/file.h"
#include "model/asset.h"
#include "shape/csv.h"
#include "shape/json.h"
#include "sources/source.h"
#include "store/query.h"

enum { CALL_MEMORY = 256 << 20, WIDTH = 100 };

static const char *const groups[] = {"data", "analytics", "news", "advice", "portfolio", "jobs", "sources", "system"};

static bool filled(const char *text) { return text && *text; }

static bool reads_only(const struct op *op) { return strcmp(op->method, "GET") == 0; }

/* ---- the descriptor ---- */

static bool known_group(const char *group)
{
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        if (filled(group) && strcmp(group, groups[i]) == 0) return true;
    return false;
}

TEST(property_op_descriptor_is_complete)
{
    for (const struct op *const *o = ops; *o; o++) {
        const struct op *op = *o;
        CHECK(filled(op->name) && filled(op->title) && filled(op->about) && filled(op->example), "%s", op->name);
        CHECK(strlen(op->title) <= 80 && op->title[strlen(op->title) - 1] != '.', "%s: %s", op->name, op->title);
        CHECK(op->about[strlen(op->about) - 1] == '.', "%s: %s", op->name, op->about);
        CHECK(known_group(op->group), "%s: %s", op->name, op->group);
        CHECK(strncmp(op->path, "/v1/", 4) == 0, "%s: %s", op->name, op->path);
        CHECK(strcmp(op->method, "GET") == 0 || strcmp(op->method, "POST") == 0 || strcmp(op->method, "DELETE") == 0, "%s: %s", op->name, op->method);
        CHECK(strncmp(op->example, op->name, strlen(op->name)) == 0, "%s: %s", op->name, op->example);
        CHECK(op->in && op->out && op->run, "%s", op->name);
        CHECK(!op->takes_body || !reads_only(op), "%s reads a body", op->name);
        for (const char *p = op->name; *p; p++) CHECK(islower((unsigned char)*p) || *p == ' ' || *p == '-', "%s", op->name);
    }
}

TEST(property_op_names_and_addresses_are_unique)
{
    for (const struct op *const *a = ops; *a; a++) {
        CHECK(op_find(slice_of((*a)->name)) == *a, "%s", (*a)->name);
        for (const struct op *const *b = a + 1; *b; b++) {
            CHECK(strcmp((*a)->name, (*b)->name) != 0, "%s", (*a)->name);
            CHECK(strcmp((*a)->path, (*b)->path) != 0 || strcmp((*a)->method, (*b)->method) != 0, "%s %s", (*a)->name, (*b)->name);
        }
    }
}

TEST(property_op_path_parameters_are_fields)
{
    for (const struct op *const *o = ops; *o; o++) {
        struct slice rest = slice_of((*o)->path);
        while (rest.size) {
            struct slice part = slice_cut(&rest, '/');
            if (part.size == 0 || part.at[0] != '{') continue;
            CHECK(part.at[part.size - 1] == '}', "%s", (*o)->path);
            const struct field *f = shape_find((*o)->in, (struct slice){part.at + 1, part.size - 2});
            CHECK(f && (f->flags & REQUIRED) && (f->flags & PLACE), "%s: %.*s", (*o)->name, (int)part.size, part.at);
        }
    }
}

/* A flag that is a setting never reaches the op. */
TEST(property_op_fields_are_no_settings)
{
    for (const struct op *const *o = ops; *o; o++)
        for (size_t i = 0; i < (*o)->in->field_count; i++) {
            const struct field *f = &(*o)->in->fields[i];
            CHECK(!shape_find(&settings_shape, slice_of(f->name)), "%s --%s", (*o)->name, f->name);
            CHECK(filled(f->help), "%s --%s", (*o)->name, f->name);
            CHECK(!(f->flags & REQUIRED) || !f->usual, "%s --%s is required and has a default", (*o)->name, f->name);
        }
}

static void check_described(const struct shape *s)
{
    for (size_t i = 0; s && i < s->field_count; i++) {
        CHECK(filled(s->fields[i].name) && filled(s->fields[i].help), "%s.%s", s->name, s->fields[i].name);
        if (s->fields[i].of) check_described(s->fields[i].of);
    }
}
TEST(property_op_answers_are_described)
{
    for (const struct op *const *o = ops; *o; o++) {
        check_described((*o)->out);
        check_described((*o)->or_out);
    }
}

/* ---- the example ---- */

struct asked {                          /* one call and everything that can be made of its answer */
    struct ctx       c;
    const struct op *op;
    struct answer    answer;
    struct text      json, csv, table;
    err              outcome;
};

static void ask(struct lab *l, const char *line, struct asked *ret)
{
    *ret = (struct asked){0};
    ctx_open(&ret->c, CALL_MEMORY);
    ret->json.c = ret->csv.c = ret->table.c = &ret->c;
    ret->outcome = lab_run(l, &ret->c, line, &ret->op, &ret->answer);
    CHECK(ret->outcome == OK, "%s: %s", line, ret->c.note);
    if (ret->outcome != OK) return;
    answer_put_json(&ret->json, ret->op, &ret->answer);
    answer_put_csv(&ret->csv, ret->op, &ret->answer);
    answer_put_table(&ret->table, ret->op, &ret->answer, WIDTH);
    CHECK(text_done(&ret->json) == OK && text_done(&ret->csv) == OK && text_done(&ret->table) == OK, "%s: %s", line, ret->c.note);
}

static void forget(struct asked *a) { ctx_close(&a->c); }
#define AUTO_ASKED __attribute__((cleanup(forget))) struct asked

static void check_json(struct asked *a)
{
    struct json j = json_of(text_slice(&a->json));
    CHECK(json_skip(&j) && json_end(&a->c, &j) == OK, "%s: %s", a->op->name, a->c.note);
    CHECK(a->json.size > 0 && a->json.at[a->json.size - 1] == '\n', "%s", a->op->name);
}

/* Every line has as many cells as the header, and there is a line for every item. */
static void check_csv(struct asked *a)
{
    struct slice cells[CSV_CELLS_MAX];
    size_t       columns = 0, lines = 0, from = 0;
    while (from < a->csv.size) {
        size_t size  = csv_line_size((struct slice){a->csv.at + from, a->csv.size - from}, true);
        size_t count = csv_split(a->csv.at + from, size, ',', cells);
        if (lines++ == 0) columns = count;
        CHECK(count == columns, "%s: line %zu has %zu cells, not %zu", a->op->name, lines, count, columns);
        from += size;
    }
    CHECK(lines == 1 + (a->op->answers == ONE ? 1 : a->answer.count), "%s: %zu lines", a->op->name, lines);
}

TEST(property_op_example_runs)
{
    AUTO_LAB l;
    lab_open(&l, LAB_FULL);
    for (const struct op *const *o = ops; *o; o++) {
        AUTO_ASKED a;
        ask(&l, (*o)->example, &a);
        CHECK(a.op == *o, "the example of %s is another's", (*o)->name);
        if (a.outcome != OK) continue;
        CHECK(a.answer.shape == (*o)->out || a.answer.shape == (*o)->or_out || (*o)->out->open, "%s", (*o)->name);
        CHECK((*o)->answers == MANY || a.answer.count == 1, "%s: %zu", (*o)->name, a.answer.count);
        CHECK(a.table.size > 0, "%s", (*o)->name);
        check_json(&a);
        check_csv(&a);
    }
}

/* The same question, the same bytes; and whoever only asks leaves no trace. */
TEST(property_op_get_reads_only_and_repeats_itself)
{
    AUTO_LAB l;
    lab_open(&l, LAB_FULL);
    uint64_t before = lab_digest(&l, NULL), ledger = lab_digest(&l, "run");
    int64_t  revision = lab_revision(&l);
    for (const struct op *const *o = ops; *o; o++) {
        if (!reads_only(*o)) continue;
        AUTO_ASKED a, b;
        ask(&l, (*o)->example, &a);
        ask(&l, (*o)->example, &b);
        CHECK(slice_same(text_slice(&a.json), text_slice(&b.json)), "%s", (*o)->name);
        CHECK(lab_digest(&l, NULL) == before && lab_digest(&l, "run") == ledger && lab_revision(&l) == revision, "%s writes", (*o)->name);
    }
}

/* Twice is the same as once: what an op writes, it does not write again. The ledger and the count of changes go on. */
TEST(property_op_post_twice_is_once)
{
    AUTO_LAB l;
    lab_open(&l, LAB_FULL);
    for (const struct op *const *o = ops; *o; o++) {
        if (reads_only(*o)) continue;
        AUTO_ASKED a, b;
        ask(&l, (*o)->example, &a);
        uint64_t once = lab_digest(&l, NULL);
        ask(&l, (*o)->example, &b);
        CHECK(lab_digest(&l, NULL) == once, "%s", (*o)->name);
    }
}

/* ---- what is simulated is always named so ---- */

static const char BANNER[] = "SIMULATED";

/* The example with a simulated asset in the place of every symbol: a word in capitals. false when it names none. */
static bool line_about(struct ctx *c, const struct op *op, const struct list *assets, const char **ret)
{
    const struct asset *asset = assets->at;
    struct slice        rest  = slice_of(op->example);
    struct text         line  = {.c = c};
    size_t              named = 0;
    while (rest.size) {
        struct slice word = slice_cut(&rest, ' ');
        bool         symbol = word.size > 1;
        for (size_t i = 0; i < word.size; i++) symbol &= isupper((unsigned char)word.at[i]) != 0;
        text_put_slice(&line, symbol && named < assets->count ? slice_of(asset[named++].symbol) : word);
        text_put_char(&line, ' ');
    }
    text_put_char(&line, '\0');
    CHECK(text_done(&line) == OK, "%s", op->name);
    *ret = line.at;
    return named > 0 && reads_only(op);
}

static bool says_simulated(const struct asked *a) { return strstr(a->json.at, "\"simulated\":true") != NULL; }

static void check_marked(struct lab *l, const char *line, bool simulated)
{
    AUTO_ASKED a;
    ask(l, line, &a);
    if (a.outcome != OK) return;
    CHECK(says_simulated(&a) == simulated, "%s: JSON", line);
    CHECK((strstr(a.table.at, BANNER) != NULL) == simulated, "%s: table", line);
    CHECK(answer_is_simulated(&a.answer) == simulated, "%s", line);
}

static void simulated_assets(struct lab *l, struct list *ret)
{
    AUTO_STORE *s = NULL;
    CHECK(pool_lease(&l->c, l->pool, &s) == OK && query_assets_of_market(&l->c, s, true, ret) == OK && ret->count > 0, "%s", l->c.note);
}

TEST(property_op_marks_what_is_simulated)
{
    AUTO_LAB    l;
    struct list assets = {0};
    const char *line;
    size_t      asked = 0;
    lab_open(&l, LAB_FULL);
    simulated_assets(&l, &assets);
    for (const struct op *const *o = ops; *o; o++) {
        if (!line_about(&l.c, *o, &assets, &line)) continue;
        check_marked(&l, line, true);
        check_marked(&l, (*o)->example, false);
        asked++;
    }
    CHECK(asked >= 3, "%zu", asked);
}

/* Any answer that names a simulated symbol says so, whatever the op. */
TEST(property_op_never_shows_simulated_unmarked)
{
    AUTO_LAB l;
    lab_open(&l, LAB_FULL);
    for (const struct op *const *o = ops; *o; o++) {
        AUTO_ASKED a;
        ask(&l, (*o)->example, &a);
        if (a.outcome != OK || !strstr(a.json.at, ".SIM\"")) continue;
        CHECK(says_simulated(&a) && strstr(a.table.at, BANNER), "%s", (*o)->name);
    }
    check_marked(&l, "assets --search .SIM", true);
    check_marked(&l, "assets --search AAPL", false);
    check_marked(&l, "recommendations", true);
}

TEST(property_recommend_never_mixes_markets)
{
    AUTO_LAB l;
    lab_open(&l, LAB_FULL);
    for (int risk = 0; risk <= 100; risk += 20)
        for (int simulated = 0; simulated < 2; simulated++) {
            char line[128];
            snprintf(line, sizeof line, "recommend --risk %d --horizon 10y --capital 9000 --market %s", risk, simulated ? "simulated" : "real");
            AUTO_ASKED a;
            ask(&l, line, &a);
            if (a.outcome != OK) continue;
            CHECK(strstr(a.json.at, "\"symbol\":\"") != NULL, "%s names nobody", line);
            CHECK(simulated || !strstr(a.json.at, ".SIM\""), "%s", line);
            CHECK(!simulated || !strstr(a.json.at, "\"AAPL\""), "%s", line);
            CHECK(says_simulated(&a) == simulated && (strstr(a.table.at, BANNER) != NULL) == simulated, "%s", line);
        }
}

/* ---- look-ahead ---- */

/* Asks both stores; answers whether it was an allocation. */
static bool asked_alike(struct lab *part, struct lab *whole, const char *line)
{
    AUTO_ASKED before, after;
    ask(part, line, &before);
    ask(whole, line, &after);
    bool same = before.outcome == OK && after.outcome == OK && slice_same(text_slice(&before.json), text_slice(&after.json));
    CHECK(same, "%s\n%s%s", line, before.json.at, after.json.at);
    return same && strstr(before.json.at, "\"kind\":\"allocate\"") != NULL;
}

/* What happened later changes no answer about a day that is past: the same question in a store that ends there. */
TEST(property_recommend_never_looks_ahead)
{
    static const char head[] = "date,symbol,open,high,low,close,volume", cut[] = "2017-12-29";
    AUTO_LAB whole, part;
    struct slice all, out = {0};
    const struct op *op;
    struct answer    a;
    lab_open(&whole, LAB_FULL);
    lab_open(&part, LAB_EMPTY);
    CHECK(file_read(&part.c, "tests/data/tiny.csv", 1 << 20, &all) == OK, "%s", part.c.note);
    char *path = ctx_print(&part.c, "%s/cut.csv", part.folder);
    {
        AUTO_FILE *f = fopen(path, "wb");
        CHECK(f != NULL, "%s", path);
        while (f && all.size) {
            out = slice_cut(&all, '\n');
            bool keeps = slice_is(out, head) || (out.size > 10 && memcmp(out.at, cut, 10) <= 0);
            if (keeps) fprintf(f, "%.*s\n", (int)out.size, out.at);
        }
    }
    CHECK(lab_run(&part, &part.c, ctx_print(&part.c, "import prices %s --class stock --adjust split --currency USD", path), &op, &a) == OK, "%s", part.c.note);
    CHECK(lab_run(&part, &part.c, "import assets tests/data/names.csv", &op, &a) == OK, "%s", part.c.note);
    CHECK(lab_run(&part, &part.c, ctx_print(&part.c, "follow %s %s", sources[0]->name, sources[0]->symbol_example), &op, &a) == OK, "%s", part.c.note);
    CHECK(lab_run(&part, &part.c, "run signal", &op, &a) == OK, "%s", part.c.note);
    for (int risk = 0; risk <= 100; risk += 20) {
        char line[128];
        snprintf(line, sizeof line, "recommend --risk %d --horizon 10y --capital 9000 --as-of %s", risk, cut);
        CHECK(asked_alike(&part, &whole, line), "%s", line);
    }
}

static void make_market(struct lab *l, int seed, const char *last)
{
    static const char market[] = "simulate --seed %d --stocks 14 --etfs 4 --funds 3 --crypto 3 --from 2012-01-01 --to %s";
    const struct op  *op;
    struct answer     a;
    char              line[160];
    snprintf(line, sizeof line, market, seed, last);
    CHECK(lab_run(l, &l->c, line, &op, &a) == OK && lab_run(l, &l->c, "run signal", &op, &a) == OK, "%s: %s", line, l->c.note);
}

static void signals_alike(struct lab *part, struct lab *whole, const char *day)
{
    AUTO_STORE *s     = NULL;
    struct list found = {0};
    CHECK(pool_lease(&part->c, part->pool, &s) == OK && query_assets_of_market(&part->c, s, true, &found) == OK, "%s", part->c.note);
    for (size_t i = 0; i < found.count; i++) {
        const struct op *op;
        struct answer    a;
        const char      *line = ctx_print(&part->c, "signals %s --as-of %s", ((struct asset *)found.at)[i].symbol, day);
        if (lab_run(part, &part->c, line, &op, &a) == OK) (void)asked_alike(part, whole, line);     /* it was listed by then */
    }
}

/* The same over markets with splits, dividends, listings and delistings to come. */
TEST(property_recommend_never_looks_ahead_in_any_market)
{
    static const char *const days[] = {"2014-06-30", "2014-03-15", "2013-11-29"};
    size_t allocated = 0;
    for (int seed = 1; seed <= 3; seed++) {
        AUTO_LAB whole, part;
        lab_open(&whole, LAB_EMPTY);
        lab_open(&part, LAB_EMPTY);
        make_market(&whole, seed, "2016-12-31");
        make_market(&part, seed, days[0]);
        for (size_t d = 0; d < sizeof days / sizeof *days; d++) {
            signals_alike(&part, &whole, days[d]);
            for (int risk = 10; risk <= 100; risk += 30) {
                char line[160];
                snprintf(line, sizeof line, "recommend --risk %d --horizon 10y --capital 9000 --market simulated --as-of %s", risk, days[d]);
                allocated += asked_alike(&part, &whole, line);
            }
        }
    }
    CHECK(allocated > 10, "only %zu answers were allocations", allocated);
}

/* ---- what once went wrong ---- */

static void must(struct lab *l, const char *line, struct answer *ret)
{
    const struct op *op;
    CHECK(lab_run(l, &l->c, line, &op, ret) == OK, "%s: %s", line, l->c.note);
}

/* Another seed draws other assets under the same symbols; a mixture of two would be no market at all. */
TEST(simulate_with_another_seed_leaves_nothing_of_the_first)
{
    static const char first[] = "simulate --seed 7 --stocks 5 --etfs 1 --funds 1 --crypto 1 --from 2014-01-01 --to 2016-12-31";
    static const char other[] = "simulate --seed 8 --stocks 5 --etfs 1 --funds 1 --crypto 1 --from 2014-01-01 --to 2016-12-31";
    AUTO_LAB      twice, once;
    struct answer a;
    lab_open(&twice, LAB_EMPTY);
    lab_open(&once, LAB_EMPTY);
    must(&twice, first, &a);
    must(&twice, other, &a);
    must(&once, other, &a);
    CHECK(lab_digest(&twice, "asset bar bar_revision action") == lab_digest(&once, "asset bar bar_revision action"));
}

TEST(simulate_further_only_adds)
{
    static const char shorter[] = "simulate --seed 7 --stocks 9 --etfs 1 --funds 1 --crypto 1 --from 2010-01-01 --to 2016-06-30";
    static const char further[] = "simulate --seed 7 --stocks 9 --etfs 1 --funds 1 --crypto 1 --from 2010-01-01 --to 2018-12-31";
    AUTO_LAB      twice, once;
    struct answer a;
    lab_open(&twice, LAB_EMPTY);
    lab_open(&once, LAB_EMPTY);
    must(&twice, shorter, &a);
    must(&twice, further, &a);
    must(&once, further, &a);
    CHECK(lab_digest(&twice, "asset bar bar_revision action") == lab_digest(&once, "asset bar bar_revision action"));
    int64_t revision = lab_revision(&twice);
    must(&twice, shorter, &a);          /* what is there already is no news */
    CHECK(lab_revision(&twice) == revision);
    CHECK(lab_digest(&twice, "asset bar bar_revision action") == lab_digest(&once, "asset bar bar_revision action"));
}

static const char *file_of(struct lab *l, const char *name, const char *text)
{
    const char *path = ctx_print(&l->c, "%s/%s", l->folder, name);
    AUTO_FILE  *f    = fopen(path, "wb");
    CHECK(f && fputs(text, f) >= 0, "%s", path);
    return path;
}

/* A symbol of a simulated market must not become a real asset by the back door. */
TEST(import_assets_refuses_simulated_symbols)
{
    AUTO_LAB      l;
    struct answer a;
    lab_open(&l, LAB_EMPTY);
    must(&l, ctx_print(&l.c, "import assets --add %s", file_of(&l, "names.csv", "symbol,name\nabc.sim,A\nABC,B\n")), &a);
    must(&l, "assets", &a);
    CHECK(a.count == 1, "%zu", a.count);
}

TEST(import_prices_takes_a_file_without_rows)
{
    AUTO_LAB      l;
    struct answer a;
    lab_open(&l, LAB_EMPTY);
    must(&l, ctx_print(&l.c, "import prices %s", file_of(&l, "ABC.csv", "date,open,high,low,close,volume\n")), &a);
    CHECK(a.count == 1);
    must(&l, "assets", &a);
    CHECK(a.count == 0, "%zu", a.count);
}
