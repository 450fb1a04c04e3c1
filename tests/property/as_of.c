/* The law of past states: whatever is corrected, added or dropped later, an answer as of an instant stays the same to the bit. */
#include "store/as_of.h"

#include <math.h>

#include "../check.h"
#include "../engine.h"
#include "../lab.h"
#include "model/asset.h"
#include "store/bars.h"

enum { MEMORY = 256 << 20, STEPS = 14, SPAN_OF_DAYS = 400 };

static const int64_t BEGIN = 1600000000000000, STEP = 1000000;

struct bench {
    struct ctx     c;
    struct scratch folder;
    struct pool   *pool;
    struct store  *s;
    struct series  series;
};

static void bench_close(struct bench *b)
{
    store_release(&b->s);
    pool_close_at(&b->pool);
    scratch_close(&b->folder);
    ctx_close(&b->c);
}
#define AUTO_BENCH __attribute__((cleanup(bench_close))) struct bench

static bool bench_open(struct bench *b)
{
    ctx_open(&b->c, MEMORY);
    b->series = (struct series){.id = 1, .asset_id = 1, .every = US_PER_DAY, .source = "test", .first = TIME_NONE, .last = TIME_NONE, .close = NAN};
    return scratch_open(&b->folder) && pool_open(&b->c, engine_url(&b->c, &b->folder), &b->pool) == OK && pool_lease(&b->c, b->pool, &b->s) == OK;
}

struct told {                           /* an answer, and where it came from */
    int64_t     as_of;
    struct bars bars;
    struct list actions;
};

static err tell(struct bench *b, struct ctx *c, int64_t as_of, struct told *ret)
{
    ret->as_of = as_of;
    TRY(store_read_bars_as_of(c, b->s, &b->series, INT64_MIN, INT64_MAX, ALL_COLUMNS, as_of, &ret->bars));
    return store_actions_as_of(c, b->s, 1, as_of, &ret->actions);
}

static bool same(const struct told *a, const struct told *b)
{
    bool good = a->bars.count == b->bars.count && a->actions.count == b->actions.count;
    if (!good) return false;
    good = a->bars.count == 0 || memcmp(a->bars.at, b->bars.at, a->bars.count * sizeof *a->bars.at) == 0;
    for (size_t k = 0; k < BAR_COLUMNS && good && a->bars.count; k++) good = memcmp(a->bars.value[k], b->bars.value[k], a->bars.count * sizeof(double)) == 0;
    for (size_t i = 0; i < a->actions.count && good; i++) {
        const struct action *x = (struct action *)a->actions.at + i, *y = (struct action *)b->actions.at + i;
        good = x->day == y->day && x->kind == y->kind && x->value == y->value;
    }
    return good;
}

/* A delivery: some bars of some days, many of them known already, with other values here and there, and holes. */
static err deliver(struct bench *b, uint64_t *seed, int64_t now)
{
    struct bars   fresh;
    int64_t      *known;
    struct merged m = {0};
    struct action a = {.asset_id = 1, .day = 18000 + (int32_t)random_below(seed, 20), .kind = (int32_t)random_below(seed, 2), .value = 1 + (double)random_below(seed, 5), .source = "test"};
    size_t        count = 1 + random_below(seed, 120), day = random_below(seed, SPAN_OF_DAYS), n = 0;
    bool          changed;
    TRY(bars_new(&b->c, count, &fresh));
    TRY(NEW(&b->c, known, count));
    for (; n < count; n++, day += 1 + random_below(seed, 3)) {
        fresh.at[n] = (int64_t)(17000 + day) * US_PER_DAY;
        known[n]    = now;
        for (size_t k = 0; k < BAR_COLUMNS; k++) fresh.value[k][n] = random_below(seed, 8) ? 100 + (double)(day % 7) + (double)random_below(seed, 2) / 4 : NAN;
    }
    TRY(store_begin(&b->c, b->s));
    TRY(store_merge_bars(&b->c, b->s, &b->series, &fresh, known, INT_NONE, &m));
    if (random_below(seed, 5) == 0) TRY(store_drop_bars(&b->c, b->s, &b->series, (int64_t)(17000 + random_below(seed, 60)) * US_PER_DAY, now));
    TRY(store_put_action(&b->c, b->s, &a, now, &changed));
    return store_commit(&b->c, b->s);
}

TEST_ON_ENGINES(as_of_answers_stay_what_they_were)
{
    for (uint64_t round = 1; round <= 3; round++) {
        AUTO_BENCH  b = {0};
        struct told then[STEPS + 1] = {0};
        uint64_t    seed = round;
        NEED(bench_open(&b), "%s", b.c.note);
        CHECK(tell(&b, &b.c, BEGIN - 1, &then[0]) == OK && then[0].bars.count == 0);
        for (int step = 1; step <= STEPS; step++) {
            int64_t now = BEGIN + step * STEP;
            struct told bare;
            NEED(deliver(&b, &seed, now) == OK, "%s", b.c.note);
            NEED(tell(&b, &b.c, now, &then[step]) == OK && tell(&b, &b.c, TIME_NONE, &bare) == OK, "%s", b.c.note);
            CHECK(same(&then[step], &bare), "round %d, step %d: the last state is the present one", (int)round, step);
            for (int past = 0; past < step; past++) {
                AUTO_CTX    c = {0};
                struct told again, between;
                ctx_open(&c, MEMORY);
                NEED(tell(&b, &c, then[past].as_of, &again) == OK && tell(&b, &c, then[past].as_of + STEP / 2, &between) == OK, "%s", c.note);
                CHECK(same(&then[past], &again) && (past == 0 || same(&then[past], &between)), "round %d: step %d after step %d: %zu bars, now %zu", (int)round, past, step, then[past].bars.count, again.bars.count);
            }
        }
        struct series was = b.series;
        CHECK(store_series_as_of(&b.c, b.s, &was, BEGIN + STEPS * STEP) == OK && was.count == b.series.count && was.first == b.series.first && was.last == b.series.last, "%s", b.c.note);
        CHECK(store_series_as_of(&b.c, b.s, &was, BEGIN) == OK && was.count == 0 && was.first == TIME_NONE && !was.totals, "%s", b.c.note);
    }
}

/* What an op says, as JSON, or the story of its refusal. */
static char *said(struct lab *l, struct ctx *c, const char *line)
{
    const struct op *op;
    struct answer    a    = {0};
    struct text      json = {.c = c};
    err              e    = lab_run(l, c, line, &op, &a);
    if (e != OK) return ctx_print(c, "%s: %s", err_name(e), c->note);
    answer_put_json(&json, op, &a);
    return text_done(&json) == OK ? json.at : NULL;
}

/* The example of every op that can look back: before the first delivery there was nothing; after it, what is delivered later changes no word of it. */
TEST_ON_ENGINES(as_of_holds_for_every_op_that_looks_back)
{
    static const char CORRECTED[] = "date,symbol,open,high,low,close,volume\n2016-01-04,AAPL,1,1,1,1,1\n2017-12-28,AAPL,1,3,1,2,5\n2017-12-29,AAPL,2,4,1,3,6\n";
    AUTO_LAB l;
    AUTO_CTX c = {0};
    int      asked = 0;
    lab_open(&l, LAB_EMPTY);
    ctx_open(&c, MEMORY);
    lab_fill(&l);
    int64_t now = l.house.now;
    char    instant[TIME_SIZE_MAX + 1] = {0}, past[TIME_SIZE_MAX + 1] = {0}, *before[64] = {0};
    (void)time_write(instant, now);
    (void)time_write(past, now - US_PER_DAY);
    for (size_t i = 0; ops[i] && i < 64; i++) {
        const struct field *f = op_looks_back(ops[i]);
        if (!f) continue;
        const char *option = strcmp(f->name, "as_of") == 0 ? "--as-of" : "--known-at";
        before[i] = said(&l, &c, ctx_print(&c, "%s %s %s", ops[i]->example, option, instant));
        char *plain = said(&l, &c, ops[i]->example), *nothing = said(&l, &c, ctx_print(&c, "%s %s %s", ops[i]->example, option, past));
        NEED(before[i] && plain && nothing);
        if (!strstr(before[i], "known_at")) CHECK(strcmp(before[i], plain) == 0, "%s:\n%s\n%s", ops[i]->name, before[i], plain);
        CHECK(strncmp(nothing, "insufficient", 12) == 0 || strncmp(nothing, "not_found", 9) == 0 || strstr(nothing, "\"insufficient\""), "%s: %.300s", ops[i]->name, nothing);
    }
    char *path = ctx_print(&c, "%s/corrected.csv", l.folder);
    FILE *file = fopen(path, "wb");
    NEED(file && fputs(CORRECTED, file) >= 0 && fclose(file) == 0);
    l.house.now = now + 7 * US_PER_DAY;
    const char *done = said(&l, &c, ctx_print(&c, "import prices %s --class stock --adjust split --currency USD", path));
    CHECK(done && strstr(done, "\"revised\":2"), "%s", done);
    (void)said(&l, &c, "run signal");
    for (size_t i = 0; ops[i] && i < 64; i++) {
        if (!before[i]) continue;
        const char *option = strcmp(op_looks_back(ops[i])->name, "as_of") == 0 ? "--as-of" : "--known-at";
        char *after = said(&l, &c, ctx_print(&c, "%s %s %s", ops[i]->example, option, instant));
        CHECK(after && strcmp(before[i], after) == 0, "%s:\n%.600s\n%.600s", ops[i]->name, before[i], after);
        asked++;
    }
    CHECK(asked >= 8, "%d", asked);
}
