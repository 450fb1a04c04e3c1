#include "base/digest.h"
#include "base/log.h"
#include "store/migration.h"

SHAPE(lumia_migration, LUMIA_MIGRATION);
SHAPE(migration_line, MIGRATION_LINE);

const char *const migration_states[] = {"applied", "pending", "changed", "unknown", NULL};

enum { US_PER_MS = 1000 };

/* ---- the history ---- */

static err history_read(struct ctx *c, struct store *s, struct list *ret)
{
    int64_t there;
    *ret = (struct list){0};
    TRY(store_number(c, s, s->driver->history, NO_ARGS, 0, &there));
    return there ? store_select(c, s, &lumia_migration_shape, "ORDER BY number", NO_ARGS, ret) : OK;
}

static int64_t newest_of(const struct list *history)
{
    const struct lumia_migration *rows = history->at;
    return history->count ? rows[history->count - 1].number : 0;
}

err migrate_number(struct ctx *c, struct store *s, int64_t *ret)
{
    struct list history;
    TRY(history_read(c, s, &history));
    *ret = newest_of(&history);
    return OK;
}

static void digest_of(const struct migration *m, enum dialect d, char ret[DIGEST_SIZE + 1])
{
    struct digest digest;
    struct slice  text = migration_text(m, d);
    digest_open(&digest);
    digest_add(&digest, text.at, text.size);
    digest_done(&digest, ret);
}

/* From the first row on it is a store of ours, whatever it was called before. */
static err history_make(struct ctx *c, struct store *s)
{
    struct text sql = {.c = c};
    sql_put_create(&sql, &lumia_migration_shape, s->driver->dialect);
    text_put(&sql, s->driver->claim);
    TRY(text_done(&sql));
    return s->driver->script(c, s, sql.at, "making the history of migrations");
}

static err history_add(struct ctx *c, struct store *s, const struct migrations *m, int64_t number, int64_t us)
{
    char digest[DIGEST_SIZE + 1];
    digest_of(&m->at[number - 1], s->driver->dialect, digest);
    return store_insert(c, s, &lumia_migration_shape, &(struct lumia_migration){
        .number = number, .name = m->at[number - 1].name, .digest = digest, .at = time_now(), .ms = us / US_PER_MS, .program = LUMIA_VERSION});
}

static err history_drop(struct ctx *c, struct store *s, int64_t above)
{
    return store_execute(c, s, "DELETE FROM " HISTORY " WHERE number > $1", ARGS(v_int(above)), NULL);
}

/* ---- may it be touched? ---- */

static bool is_changed(const struct lumia_migration *row, const struct migrations *m, enum dialect d)
{
    char digest[DIGEST_SIZE + 1];
    digest_of(&m->at[row->number - 1], d, digest);
    return strcmp(digest, row->digest) != 0;
}

static err check_history(struct ctx *c, const struct store *s, const struct migrations *m, const struct list *history)
{
    const struct lumia_migration *rows = history->at;
    if (newest_of(history) > (int64_t)m->count)
        return fail(c, ERR_REFUSED, "the store was made by a newer program: it stands at migration %lld (%s, program %s), and this one ends at %zu",
                    (long long)newest_of(history), rows[history->count - 1].name, rows[history->count - 1].program, m->count);
    for (size_t i = 0; i < history->count; i++) {
        if (rows[i].number != (int64_t)i + 1) return fail(c, ERR_STORE, "the history of the store has no migration %zu", i + 1);
        if (is_changed(&rows[i], m, s->driver->dialect))
            return fail(c, ERR_REFUSED, "migration %lld of the store, %s, is another one than this program's: see `lumia migrate status`",
                        (long long)rows[i].number, rows[i].name);
    }
    return OK;
}

/* ---- one step ---- */

static const struct conversion *conversion_named(const struct migrations *m, struct slice name)
{
    for (const struct conversion *const *k = m->conversions; *k; k++)
        if (slice_is(name, (*k)->name)) return *k;
    return NULL;
}

err migration_run(struct ctx *c, struct store *s, const struct migrations *m, int64_t number, bool up)
{
    const struct migration *one   = &m->at[number - 1];
    char                   *doing = ctx_print(c, "migration %lld, %s, goes %s", (long long)number, one->name, up ? "up" : "down");
    struct script           script;
    TRY(got(doing));
    TRY(script_read(c, migration_text(one, s->driver->dialect), up, &script));
    if (!script.there) return fail(c, ERR_REFUSED, "migration %lld, %s, cannot be undone: it has no line `-- down`", (long long)number, one->name);
    for (size_t i = 0; i < script.count; i++) {
        const struct step *step = &script.at[i];
        char              *sql  = ctx_copy(c, step->text);
        TRY(got(sql));
        const struct conversion *k = step->converts ? conversion_named(m, step->text) : NULL;
        if (step->converts && !k) return fail(c, ERR_INTERNAL, "%s: there is no conversion %s", doing, sql);
        TRY(k ? k->run(c, s) : s->driver->script(c, s, sql, doing));
    }
    return OK;
}

/* A row that refers to nothing. */
static err check_references(struct ctx *c, struct store *s)
{
    AUTO_ROWS    r = {0};
    struct value v;
    bool         row;
    if (!s->driver->dangling) return OK;
    TRY(rows_open(c, s, s->driver->dangling, NO_ARGS, &r));
    TRY(rows_next(c, &r, &row));
    if (!row) return OK;
    TRY(rows_value(c, &r, 0, &v));
    return fail(c, ERR_CONFLICT, "after the migration %.*s", (int)v.bytes.size, v.bytes.at);
}

static err step_within(struct ctx *c, struct store *s, const struct migrations *m, int64_t number, bool up)
{
    int64_t began = time_steady();
    TRY(s->driver->migration_begun ? s->driver->script(c, s, s->driver->migration_begun, "beginning a migration") : OK);
    TRY(migration_run(c, s, m, number, up));
    TRY(check_references(c, s));
    return up ? history_add(c, s, m, number, time_steady() - began) : history_drop(c, s, number - 1);
}

/* Runs within(…) in a transaction in which references are looked at in the end, not at every statement. */
struct change {
    const struct migrations *m;
    int64_t                  number;    /* of the target */
    bool                     done;
    void                   (*tell)(void *arg, int64_t number, const char *name, bool up);
    void                    *arg;
};

static err transact(struct ctx *c, struct store *s, err (*within)(struct ctx *c, struct store *s, struct change *change), struct change *change)
{
    const struct driver *d = s->driver;
    if (d->references_off) TRY(d->script(c, s, d->references_off, "beginning a migration"));
    err e = store_begin(c, s);
    if (e == OK) e = within(c, s, change);
    if (e == OK) e = store_commit(c, s);
    store_abandon(s);
    if (d->references_on && e == OK) e = d->script(c, s, d->references_on, "ending a migration");
    else if (d->references_on) (void)d->script(c, s, d->references_on, "ending a migration");
    return e;
}

/* ---- to a number ---- */

/* What is there is read behind the lock of writers: another process may be on the same way. */
static err one_step(struct ctx *c, struct store *s, struct change *change)
{
    struct list history;
    TRY(history_read(c, s, &history));
    TRY(check_history(c, s, change->m, &history));
    int64_t at = newest_of(&history);
    bool    up = at < change->number;
    change->done = at == change->number;
    if (change->done) return OK;
    if (at == 0) TRY(history_make(c, s));
    if (change->tell) change->tell(change->arg, up ? at + 1 : at, change->m->at[up ? at : at - 1].name, up);
    return step_within(c, s, change->m, up ? at + 1 : at, up);
}

static err check_number(struct ctx *c, const struct migrations *m, int64_t number)
{
    if (number >= 0 && number <= (int64_t)m->count) return OK;
    return fail(c, ERR_NOT_FOUND, "there is no migration %lld; this program has 1 to %zu", (long long)number, m->count);
}

err migrate_to(struct ctx *c, struct store *s, const struct migrations *m, int64_t number,
               void (*tell)(void *arg, int64_t number, const char *name, bool up), void *arg)
{
    struct change change = {.m = m, .number = number, .tell = tell, .arg = arg};
    TRY(check_number(c, m, number));
    for (size_t i = 0; i <= m->count && !change.done; i++) TRY(transact(c, s, one_step, &change));
    return change.done ? OK : fail(c, ERR_BUSY, "another program moves the store while this one does");
}

static err stamp(struct ctx *c, struct store *s, struct change *change)
{
    TRY(history_make(c, s));
    TRY(history_drop(c, s, 0));
    for (int64_t i = 1; i <= change->number; i++) TRY(history_add(c, s, change->m, i, 0));
    return OK;
}

err migrate_stamp(struct ctx *c, struct store *s, const struct migrations *m, int64_t number)
{
    TRY(check_number(c, m, number));
    return transact(c, s, stamp, &(struct change){.m = m, .number = number});
}

/* ---- telling ---- */

err migrate_status(struct ctx *c, struct store *s, const struct migrations *m, struct list *ret)
{
    struct list            history;
    struct migration_line *lines;
    TRY(history_read(c, s, &history));
    const struct lumia_migration *rows  = history.at;
    size_t                        count = history.count > m->count ? history.count : m->count;
    TRY(NEW(c, lines, count));
    for (size_t i = 0; i < count; i++) {
        lines[i] = (struct migration_line){(int64_t)i + 1, i < m->count ? m->at[i].name : NULL, MIGRATION_PENDING, TIME_NONE, INT_NONE, NULL};
        if (i >= history.count) continue;
        enum migration_state state = i >= m->count ? MIGRATION_UNKNOWN : is_changed(&rows[i], m, s->driver->dialect) ? MIGRATION_CHANGED : MIGRATION_APPLIED;
        lines[i] = (struct migration_line){rows[i].number, rows[i].name, (int32_t)state, rows[i].at, rows[i].ms, rows[i].program};
    }
    *ret = (struct list){lines, count};
    return OK;
}

static err plan_step(struct ctx *c, const struct migrations *m, enum dialect d, int64_t number, bool up, struct text *out)
{
    struct script script;
    TRY(script_read(c, migration_text(&m->at[number - 1], d), up, &script));
    text_print(out, "-- %04lld-%s, %s\n", (long long)number, m->at[number - 1].name, up ? "up" : "down");
    for (size_t i = 0; i < script.count; i++) {
        if (script.at[i].converts) text_put(out, "-- convert ");
        text_put_slice(out, script.at[i].text);
        text_put_char(out, '\n');
    }
    return text_done(out);
}

err migrate_plan(struct ctx *c, struct store *s, const struct migrations *m, int64_t number, struct text *out)
{
    int64_t at;
    TRY(check_number(c, m, number));
    TRY(migrate_number(c, s, &at));
    while (at < number && at < (int64_t)m->count) TRY(plan_step(c, m, s->driver->dialect, ++at, true, out));
    while (at > number && at <= (int64_t)m->count) TRY(plan_step(c, m, s->driver->dialect, at--, false, out));
    return text_done(out);
}

err migrate_drift(struct ctx *c, struct store *s, const struct migrations *m, struct list *ret)
{
    struct list    history;
    struct catalog wanted, found;
    TRY(history_read(c, s, &history));
    TRY(check_history(c, s, m, &history));
    TRY(scratch_catalog(c, s, m, history.count, &wanted));
    TRY(catalog_read(c, s, &found));
    return catalog_compare(c, &wanted, &found, ret);
}

err migrate_missing(struct ctx *c, struct store *s, const struct migrations *m, struct list *ret)
{
    struct catalog wanted, found;
    TRY(records_catalog(c, s, &wanted));
    TRY(scratch_catalog(c, s, m, m->count, &found));
    return catalog_compare(c, &wanted, &found, ret);
}

/* ---- opening ---- */

/* A table or a column that the first migration does not know: taking it away would lose what is in it. */
static err check_known(struct ctx *c, const struct catalog *wanted, const struct catalog *found)
{
    for (size_t i = 0; i < found->count; i++) {
        const struct entry *e = &found->at[i];
        if ((e->kind != ENTRY_TABLE && e->kind != ENTRY_COLUMN) || catalog_find(wanted, e->kind, e->table, e->name)) continue;
        return fail(c, ERR_REFUSED, "the store has a %s %s%s%s that this program does not know, and no history of migrations; it was made by a newer one",
                    e->kind == ENTRY_TABLE ? "table" : "column", e->table, e->kind == ENTRY_COLUMN ? "." : "", e->kind == ENTRY_COLUMN ? e->name : "");
    }
    return OK;
}

/* A store of a program that kept no history yet is led to the first migration by what its catalog lacks. */
static err adopt(struct ctx *c, struct store *s, struct change *change)
{
    struct catalog wanted, found;
    struct text    sql = {.c = c};
    struct list    left, history;
    TRY(history_read(c, s, &history));
    if (history.count) return OK;
    TRY(history_make(c, s));
    TRY(scratch_catalog(c, s, change->m, 1, &wanted));
    TRY(catalog_read(c, s, &found));
    TRY(check_known(c, &wanted, &found));
    TRY(differ_put(c, s, &wanted, tables, false, &sql, &left));
    if (left.count) return fail(c, ERR_STORE, "the store cannot be brought to the first migration: %s", ((const char **)left.at)[0]);
    return history_add(c, s, change->m, 1, 0);
}

/* All in one transaction, so that there is no store of half of them. */
static err found_store(struct ctx *c, struct store *s, struct change *change)
{
    struct list history;
    TRY(history_read(c, s, &history));
    if (history.count) return OK;
    TRY(history_make(c, s));
    for (int64_t i = 1; i <= (int64_t)change->m->count; i++) TRY(step_within(c, s, change->m, i, true));
    return OK;
}

static err open_unknown(struct ctx *c, struct store *s, const struct migrations *m, enum opening how)
{
    int64_t others, ours;
    TRY(store_number(c, s, s->driver->others, NO_ARGS, 0, &others));
    if (others == 0) return transact(c, s, found_store, &(struct change){.m = m});
    TRY(store_number(c, s, s->driver->unversioned, NO_ARGS, 0, &ours));
    if (!ours) return fail(c, ERR_REFUSED, "this database belongs to another program; Lumia does not write into it");
    if (how == OPEN_ASK) return fail(c, ERR_REFUSED, "the store was made by an older program, before there were migrations: `lumia migrate up` brings it up to date");
    TRY(transact(c, s, adopt, &(struct change){.m = m}));
    return migrate_to(c, s, m, (int64_t)m->count, NULL, NULL);
}

err migrate_open(struct ctx *c, struct store *s, const struct migrations *m, enum opening how)
{
    struct list history;
    if (how == OPEN_AS_IS) return OK;
    TRY(history_read(c, s, &history));
    if (history.count == 0) return open_unknown(c, s, m, how);
    TRY(check_history(c, s, m, &history));
    if (history.count == m->count) return OK;
    if (how == OPEN_UP) return migrate_to(c, s, m, (int64_t)m->count, NULL, NULL);
    return fail(c, ERR_REFUSED, "the store stands at migration %zu, and this program needs %zu: `lumia migrate plan` shows what is to be done, `lumia migrate up` does it",
                history.count, m->count);
}
