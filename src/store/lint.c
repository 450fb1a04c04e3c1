#include "store/migration.h"
#include "store/token.h"

/* Forms that lose data, stop readers or writers for as long as a table is long, break a program that still runs, or leave the one
 * transaction of a file. Locks are those of PostgreSQL 15's manual, 13.3; SQLite locks out other writers in any case.
 *
 * A table that the file itself has made is empty, and nobody waits for it. */

enum { WORDS_MAX = 400, MADE_MAX = 400 };

struct statement_words {
    struct token at[WORDS_MAX];
    size_t       count;
};

struct lint {
    struct ctx  *c;
    const char  *title;
    enum dialect dialect;
    struct slice file;
    struct slice made[MADE_MAX];        /* tables that it made, or whose rows it has moved */
    size_t       made_count;
    const char **found;
    size_t       found_count;
    bool         down;                  /* what goes back may lose what came */
};

enum { FOUND_MAX = 200 };

static bool word_at(const struct statement_words *w, size_t i, const char *word) { return i < w->count && token_is(&w->at[i], word); }

/* Where the words stand one behind the other, from `from` on; SIZE_MAX where they do not. */
static size_t find_words(const struct statement_words *w, size_t from, const char *first, const char *second)
{
    for (size_t i = from; i < w->count; i++)
        if (word_at(w, i, first) && (!second || word_at(w, i + 1, second))) return i;
    return SIZE_MAX;
}

static bool has_words(const struct statement_words *w, const char *first, const char *second) { return find_words(w, 0, first, second) != SIZE_MAX; }

static bool is_made(const struct lint *l, struct slice table)
{
    for (size_t i = 0; i < l->made_count; i++)
        if (slice_same(l->made[i], table)) return true;
    return false;
}

static void note_made(struct lint *l, struct slice table)
{
    if (l->made_count < MADE_MAX) l->made[l->made_count++] = table;
}

/* A line `-- allow FORM: why`; without the why it allows nothing. */
static bool is_allowed(const struct lint *l, const char *form)
{
    static const char word[] = "-- allow ";
    struct slice rest = l->file;
    while (rest.size) {
        struct slice line = slice_trim(slice_cut(&rest, '\n'));
        if (line.size < sizeof word || memcmp(line.at, word, sizeof word - 1) != 0) continue;
        struct slice why = {line.at + sizeof word - 1, line.size - (sizeof word - 1)}, said = slice_cut(&why, ':');
        if (slice_is(slice_trim(said), form) && slice_trim(why).size > 0) return true;
    }
    return false;
}

static err tell(struct lint *l, const char *form, struct slice statement, const char *why)
{
    enum { SHOWN_MAX = 80 };
    if (is_allowed(l, form) || l->found_count == FOUND_MAX) return OK;
    struct slice rest = statement, line = slice_cut(&rest, '\n');
    int          shown = (int)(line.size < SHOWN_MAX ? line.size : SHOWN_MAX);
    char *text = ctx_print(l->c, "%s: %s: %s: `%.*s`", l->title, form, why, shown, line.at);
    l->found[l->found_count++] = text;
    return got(text);
}

/* The table a statement is about: behind TABLE, INTO, ON or UPDATE. */
static struct slice table_of(const struct statement_words *w)
{
    static const char *const before[] = {"table", "into", "on", "update", "truncate"};
    for (size_t i = 0; i + 1 < w->count; i++)
        for (size_t k = 0; k < sizeof before / sizeof *before; k++) {
            size_t at = i + 1;
            if (!token_is(&w->at[i], before[k])) continue;
            if (word_at(w, at, "if")) at += word_at(w, at + 1, "not") ? 3 : 2;
            if (word_at(w, at, "only")) at++;
            if (at < w->count) return w->at[at].text;
        }
    return (struct slice){0};
}

static err look_at_alter(struct lint *l, const struct statement_words *w, struct slice sql)
{
    size_t add = find_words(w, 0, "add", "column");
    bool   pg  = l->dialect == POSTGRES;
    if (add != SIZE_MAX && find_words(w, add, "not", "null") != SIZE_MAX && find_words(w, add, "default", NULL) == SIZE_MAX)
        TRY(tell(l, "not-null", sql, "a column NOT NULL without a DEFAULT fails where there are rows"));
    if (has_words(w, "drop", "column") && !l->down) TRY(tell(l, "drop", sql, "what is in the column is lost"));
    if (has_words(w, "rename", NULL) && !l->down) TRY(tell(l, "rename", sql, "a program of the version before, still running, does not find it"));
    if (!pg) return OK;
    if (has_words(w, "type", NULL) && has_words(w, "alter", "column")) TRY(tell(l, "rewrite", sql, "the table is written anew under ACCESS EXCLUSIVE: nobody reads it meanwhile"));
    if (has_words(w, "set", "not") && has_words(w, "not", "null")) TRY(tell(l, "scan", sql, "the table is read through under ACCESS EXCLUSIVE"));
    if (has_words(w, "add", "constraint") && !(has_words(w, "not", "valid"))) TRY(tell(l, "scan", sql, "the table is read through while nobody writes to it"));
    return OK;
}

static err look_at(struct lint *l, const struct statement_words *w, struct slice sql)
{
    static const char *const breaks[] = {"begin", "commit", "rollback", "pragma", "vacuum", "attach", "reindex", "cluster", "start", "end"};
    struct slice table = table_of(w);
    for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++)
        if (word_at(w, 0, breaks[i])) return tell(l, "transaction", sql, "it ends or leaves the one transaction of the file");
    if (word_at(w, 0, "create") && (word_at(w, 1, "table") || word_at(w, 2, "table"))) {
        note_made(l, table);
        return OK;
    }
    if (word_at(w, 0, "drop") && word_at(w, 1, "table")) return l->down || is_made(l, table) ? OK : tell(l, "drop", sql, "what is in the table is lost");
    if (word_at(w, 0, "delete") || word_at(w, 0, "truncate")) return l->down ? OK : tell(l, "drop", sql, "rows are lost");
    if (word_at(w, 0, "insert") && has_words(w, "select", NULL)) {
        size_t from = find_words(w, 0, "from", NULL);
        if (from + 1 < w->count) note_made(l, w->at[from + 1].text);
        return tell(l, "rewrite", sql, "every row is written anew, and nobody else writes meanwhile");
    }
    if (is_made(l, table)) return OK;
    if (word_at(w, 0, "update")) return tell(l, "rewrite", sql, "the rows are written anew in one transaction; the longer, the longer others wait");
    if (word_at(w, 0, "create") && has_words(w, "index", NULL) && l->dialect == POSTGRES)
        return tell(l, "lock", sql, "writers wait (SHARE) until the index is there; CONCURRENTLY cannot be part of a transaction");
    if (word_at(w, 0, "alter") && word_at(w, 1, "table")) return look_at_alter(l, w, sql);
    return OK;
}

static err look_through(struct lint *l, bool up)
{
    struct script script;
    TRY(script_read(l->c, l->file, up, &script));
    l->down = !up;
    l->made_count = 0;
    if (!script.there) return tell(l, "irreversible", slice_of("-- up"), "there is no way back: no line `-- down`");
    for (size_t i = 0; i < script.count; i++) {
        struct slice rest = script.at[i].text, sql;
        if (script.at[i].converts) continue;
        while (statement_next(&rest, &sql)) {
            struct statement_words w = {.count = 0};
            struct slice           in = sql;
            while (w.count < WORDS_MAX && token_next(&in, &w.at[w.count])) w.count++;
            TRY(look_at(l, &w, sql));
        }
    }
    return OK;
}

err lint_file(struct ctx *c, const char *title, struct slice file, enum dialect d, struct list *ret)
{
    struct lint *l;
    TRY(NEW(c, l, 1));
    *l = (struct lint){.c = c, .title = title, .dialect = d, .file = file};
    TRY(NEW(c, l->found, FOUND_MAX));
    TRY(look_through(l, true));
    TRY(look_through(l, false));
    *ret = (struct list){l->found, l->found_count};
    return OK;
}

err migrate_lint(struct ctx *c, const struct migrations *m, struct list *ret)
{
    static const char *const engines[] = {"sqlite", "postgres"};
    const char **all;
    size_t       count = 0;
    TRY(NEW(c, all, 2 * m->count * FOUND_MAX));
    for (size_t i = 0; i < 2 * m->count; i++) {
        struct list found;
        char       *title = ctx_print(c, "%04zu-%s.%s.sql", i / 2 + 1, m->at[i / 2].name, engines[i % 2]);
        TRY(got(title));
        TRY(lint_file(c, title, migration_text(&m->at[i / 2], (enum dialect)(i % 2)), (enum dialect)(i % 2), &found));
        for (size_t k = 0; k < found.count; k++) all[count++] = ((const char **)found.at)[k];
    }
    *ret = (struct list){all, count};
    return OK;
}
