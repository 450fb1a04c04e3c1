/* The law of drafts: whatever a database has and whatever is wanted, the statements that are drafted lead there, the rows that can stay
 * stay, and the way back leads back. Both databases are drawn, tables, columns, order, checks, keys and indexes. */
#include "store/migration.h"

#include "../check.h"
#include "../engine.h"
#include "../scratch.h"

#ifdef __SANITIZE_THREAD__
enum { ROUNDS = 3 };
#else
enum { ROUNDS = 60 };
#endif

enum { MEMORY = 64 << 20, TABLES = 3, COLUMNS = 6, ROWS = 4, TYPES = 3 };

static const char *const types[2][TYPES] = {{"INTEGER", "REAL", "TEXT"}, {"BIGINT", "DOUBLE PRECISION", "TEXT COLLATE \"C\""}};
static const char *const usuals[TYPES]   = {"7", "1.5", "'5'"};

struct drawn_column {
    bool there, required, usual, checked;
    int  type;
};

struct drawn_table {
    bool                there, two_keys, has_unique, without_rowid;
    int                 index;          /* 0 none, 1 plain, 2 over part of the rows */
    struct drawn_column columns[COLUMNS];
    int                 order[COLUMNS];
};

struct drawn { struct drawn_table tables[TABLES]; };

static bool chance(uint64_t *seed, size_t of) { return random_below(seed, of) == 0; }

static struct drawn_column draw_column(uint64_t *seed)
{
    return (struct drawn_column){!chance(seed, 3), chance(seed, 2), chance(seed, 3), chance(seed, 3), (int)random_below(seed, TYPES)};
}

static void shuffle(uint64_t *seed, int *order)
{
    for (size_t i = COLUMNS; i-- > 1;) {
        size_t k = random_below(seed, i + 1);
        int    was = order[i];
        order[i] = order[k];
        order[k] = was;
    }
}

/* A database out of another: some of it drawn anew. */
static void draw(uint64_t *seed, struct drawn *d, bool first)
{
    for (size_t t = 0; t < TABLES; t++) {
        struct drawn_table *x = &d->tables[t];
        if (first || chance(seed, 4)) x->there = !chance(seed, 4);
        if (first || chance(seed, 4)) x->two_keys = chance(seed, 2);
        if (first || chance(seed, 4)) x->has_unique = chance(seed, 2);
        if (first || chance(seed, 4)) x->without_rowid = chance(seed, 2);
        if (first || chance(seed, 3)) x->index = (int)random_below(seed, 3);
        for (int i = 0; i < COLUMNS; i++) {
            if (first || chance(seed, 4)) x->columns[i] = draw_column(seed);
            if (first) x->order[i] = i;
        }
        if (chance(seed, 4)) shuffle(seed, x->order);
    }
}

static void put_table(struct text *sql, const struct drawn_table *x, size_t t, enum dialect d)
{
    text_print(sql, "CREATE TABLE t%zu (id %s NOT NULL, part %s NOT NULL", t, types[d][0], types[d][0]);
    for (int i = 0; i < COLUMNS; i++) {
        const struct drawn_column *k = &x->columns[x->order[i]];
        if (!k->there) continue;
        text_print(sql, ", c%d %s", x->order[i], types[d][k->type]);
        if (k->usual)    text_print(sql, " DEFAULT %s", usuals[k->type]);
        if (k->required) text_put(sql, " NOT NULL");
        if (k->checked)  text_print(sql, " CHECK (c%d <> %s)", x->order[i], k->type == 2 ? "'no'" : "-1");
    }
    text_print(sql, ", PRIMARY KEY (id%s)%s)", x->two_keys ? ", part" : "", x->has_unique ? ", UNIQUE (part, id)" : "");
    if (d == SQLITE) text_put(sql, x->without_rowid ? " STRICT, WITHOUT ROWID" : " STRICT");
    text_put(sql, ";\n");
    if (x->index) text_print(sql, "CREATE INDEX t%zu_by_part ON t%zu (part)%s;\n", t, t, x->index == 2 ? " WHERE part > 2" : "");
}

static err make(struct ctx *c, struct store *s, const struct drawn *d)
{
    struct text sql = {.c = c};
    for (size_t t = 0; t < TABLES; t++)
        if (d->tables[t].there) put_table(&sql, &d->tables[t], t, s->driver->dialect);
    TRY(text_done(&sql));
    return sql.size ? s->driver->script(c, s, sql.at, "making what was drawn") : OK;
}

static err fill(struct ctx *c, struct store *s, const struct drawn *d)
{
    for (size_t t = 0; t < TABLES; t++)
        for (int row = 0; row < ROWS && d->tables[t].there; row++) {
            struct text names = {.c = c}, values = {.c = c};
            for (int i = 0; i < COLUMNS; i++) {
                const struct drawn_column *k = &d->tables[t].columns[i];
                if (!k->there || (!k->required && row == 0)) continue;
                text_print(&names, ", c%d", i);
                text_print(&values, k->type == 2 ? ", '%d'" : ", %d", row + i);
            }
            TRY(text_done(&names));
            TRY(text_done(&values));
            char *sql = ctx_print(c, "INSERT INTO t%zu (id, part%s) VALUES (%d, %d%s)", t, names.at ? names.at : "", row, row % 3, values.at ? values.at : "");
            TRY(got(sql));
            TRY(s->driver->script(c, s, sql, sql));
        }
    return OK;
}

static err catalog_of(struct ctx *c, const struct store *like, const struct drawn *d, struct catalog *ret)
{
    AUTO_SCRATCH_STORE s = {0};
    TRY(scratch_open_store(c, like, &s));
    TRY(make(c, s.s, d));
    return catalog_read(c, s.s, ret);
}

static void check_rows(struct ctx *c, struct store *s, const struct drawn *before, const struct drawn *after)
{
    for (size_t t = 0; t < TABLES; t++) {
        int64_t rows = -1;
        char   *sql  = ctx_print(c, "SELECT count(*) FROM t%zu WHERE part = id %% 3", t);
        if (!before->tables[t].there || !after->tables[t].there) continue;
        CHECK(store_number(c, s, sql, NO_ARGS, -1, &rows) == OK && rows == ROWS, "t%zu: %lld rows: %s", t, (long long)rows, c->note);
    }
}

static void try(struct store *like, uint64_t seed)
{
    static const struct table *const no_records[] = {NULL};
    AUTO_CTX           c = {0};
    AUTO_SCRATCH_STORE trial = {0};
    struct drawn       a = {0}, b;
    struct catalog     of_a = {0}, of_b = {0};
    struct text        up = {.c = &c}, down = {.c = &c};
    struct list        left = {0};
    uint64_t           random = seed;
    ctx_open(&c, MEMORY);
    draw(&random, &a, true);
    b = a;
    draw(&random, &b, false);
    NEED(catalog_of(&c, like, &a, &of_a) == OK && catalog_of(&c, like, &b, &of_b) == OK, "seed %llu: %s", (unsigned long long)seed, c.note);
    NEED(scratch_open_store(&c, like, &trial) == OK && make(&c, trial.s, &a) == OK && fill(&c, trial.s, &a) == OK, "seed %llu: %s", (unsigned long long)seed, c.note);
    NEED(differ_put(&c, trial.s, &of_b, no_records, false, &up, &left) == OK, "seed %llu: %s\n%s", (unsigned long long)seed, c.note, up.at);
    CHECK(left.count == 0, "seed %llu: %s\n%s", (unsigned long long)seed, ((const char **)left.at)[0], up.at);
    check_rows(&c, trial.s, &a, &b);
    NEED(differ_put(&c, trial.s, &of_a, no_records, true, &down, &left) == OK, "seed %llu: %s\n%s", (unsigned long long)seed, c.note, down.at);
    CHECK(left.count == 0, "seed %llu: %s\n%s", (unsigned long long)seed, ((const char **)left.at)[0], down.at);
    check_rows(&c, trial.s, &a, &b);
}

TEST_ON_ENGINES(drafts_lead_from_any_database_to_any_other_and_back)
{
    AUTO_SCRATCH folder = {0};
    AUTO_CTX     c = {0};
    AUTO_POOL   *pool = NULL;
    AUTO_STORE  *s = NULL;
    ctx_open(&c, MEMORY);
    NEED(scratch_open(&folder) && pool_open_as(&c, engine_url(&c, &folder), OPEN_AS_IS, &pool) == OK && pool_lease(&c, pool, &s) == OK, "%s", c.note);
    int rounds = engine_picked() == ENGINE_SQLITE ? ROUNDS * 2 : ROUNDS / 4;
    for (int i = 0; i < rounds; i++) try(s, (uint64_t)i);
}
