/* Laws over all registries at once: everything has a name of its own and says what it is. Nobody is named below. */
#include "../check.h"

#include "advise/policy.h"
#include "app/app.h"
#include "jobs/job.h"
#include "nlp/scorer.h"
#include "signals/signal.h"
#include "sources/source.h"
#include "ta/indicator.h"

enum { NAMES_MAX = 1024 };

struct names {                          /* of one registry, or of several that share a space of names */
    const char *what;
    const char *name[NAMES_MAX];
    size_t      count;
};

static void add(struct names *n, const char *name, const char *title, const char *about)
{
    CHECK(name && *name, "a %s without a name", n->what);
    CHECK(title && *title, "the %s %s has no title", n->what, name);
    CHECK(about && *about, "the %s %s says nothing about itself", n->what, name);
    for (size_t i = 0; i < n->count; i++) CHECK(strcmp(n->name[i], name) != 0, "two are called %s among %s", name, n->what);
    if (n->count < NAMES_MAX) n->name[n->count++] = name;
}

static void check_many(const struct names *n) { CHECK(n->count > 0 && n->count < NAMES_MAX, "%zu %s", n->count, n->what); }

TEST(property_registry_names_are_unique_and_described)
{
    static struct names n;
#define EACH(KIND, PLURAL, TITLE)                                                                                   \
    n = (struct names){.what = #KIND};                                                                              \
    for (const struct KIND *const *i = PLURAL; *i; i++) add(&n, (*i)->name, (*i)->TITLE, (*i)->about);              \
    check_many(&n)
    EACH(indicator, indicators, title);
    EACH(signal, signals, title);
    EACH(policy, policies, about);
    EACH(source, sources, title);
    EACH(scorer, scorers, title);
    EACH(job, jobs, title);
#undef EACH
    n = (struct names){.what = "table"};
    for (const struct table *const *t = tables; *t; t++) add(&n, (*t)->shape->name, (*t)->shape->name, (*t)->about);
    check_many(&n);
}

/* Both are typed behind `lumia`. */
TEST(property_registry_words_of_the_command_line_are_unique)
{
    static struct names n;
    n = (struct names){.what = "command"};
    for (const struct op *const *o = ops; *o; o++) add(&n, (*o)->name, (*o)->title, (*o)->about);
    for (const struct command *const *k = commands; *k; k++) {
        add(&n, (*k)->name, (*k)->title, (*k)->about);
        CHECK((*k)->usage && strncmp((*k)->usage, "lumia ", 6) == 0 && strstr((*k)->usage, (*k)->name) && (*k)->run, "%s", (*k)->name);
    }
    check_many(&n);
}

/* The generated lists are in the order of names, which is what the binary searches and the manual rest on. */
TEST(property_registry_lists_are_sorted)
{
    size_t pairs = 0;
#define SORTED(PLURAL)                                                                                              \
    for (size_t i = 0; PLURAL[i] && PLURAL[i + 1]; i++, pairs++) CHECK(strcmp(PLURAL[i]->name, PLURAL[i + 1]->name) < 0, "%s", PLURAL[i]->name)
    SORTED(ops);
    SORTED(commands);
    SORTED(indicators);
    SORTED(signals);
    SORTED(sources);
    SORTED(jobs);
#undef SORTED
    CHECK(pairs > 0);
}

TEST(property_registry_every_field_of_a_table_is_described)
{
    for (const struct table *const *t = tables; *t; t++) {
        const struct shape *s    = (*t)->shape;
        size_t              keys = 0;
        for (size_t i = 0; i < s->field_count; i++) {
            const struct field *f = &s->fields[i];
            CHECK(f->help && *f->help && !strchr(f->help, '\n'), "%s.%s", s->name, f->name);
            CHECK(f->kind != CHOICE || (f->choices && f->choices[0]), "%s.%s", s->name, f->name);
            CHECK(f->kind != LIST || f->of, "%s.%s", s->name, f->name);
            keys += (f->flags & KEY) != 0;
            for (size_t k = 0; k < i; k++) CHECK(strcmp(s->fields[k].name, f->name) != 0, "%s.%s twice", s->name, f->name);
        }
        CHECK(keys > 0, "%s has no key", s->name);
    }
}

TEST(property_registry_errors_are_distinct)
{
    for (int e = OK; e < ERR_COUNT; e++) {
        CHECK(err_name((err)e) && *err_name((err)e) && err_text((err)e) && *err_text((err)e), "error %d", e);
        CHECK((e == OK) == (err_exit((err)e) == 0), "%s", err_name((err)e));
        CHECK((e == OK) == (err_http((err)e) == 200) && err_http((err)e) < 600, "%s", err_name((err)e));
        CHECK(err_exit((err)e) >= 0 && err_exit((err)e) <= 3, "%s", err_name((err)e));
        for (int k = OK; k < e; k++)
            CHECK(strcmp(err_name((err)e), err_name((err)k)) != 0 && strcmp(err_text((err)e), err_text((err)k)) != 0, "%s", err_name((err)e));
    }
}

TEST(property_registry_settings_are_complete)
{
    AUTO_CTX        c = {0};
    struct settings s;
    ctx_open(&c, 1 << 20);
    CHECK(shape_default(&c, &settings_shape, &s) == OK, "%s", c.note);
    for (size_t i = 0; i < settings_shape.field_count; i++) {
        const struct field *f = &settings_shape.fields[i];
        CHECK(f->help && *f->help, "%s", f->name);
        CHECK((f->flags & NULLABLE) ? f->usual == NULL : f->usual != NULL, "%s is neither null nor set", f->name);
        CHECK((f->flags & NULLABLE) || !field_is_null(f, &s), "%s", f->name);
        CHECK(f->kind != I64 || f->max > f->min, "%s has no limit", f->name);
        for (size_t k = 0; k < i; k++) CHECK(strcmp(settings_shape.fields[k].name, f->name) != 0, "%s twice", f->name);
    }
}

TEST(property_registry_sources_are_complete)
{
    for (const struct source *const *i = sources; *i; i++) {
        const struct source *s = *i;
        CHECK(s->terms && *s->terms && s->symbol_example && *s->symbol_example && s->url && s->parse, "%s", s->name);
        CHECK(s->calls_per_minute > 0, "%s", s->name);
        CHECK(s->adjust != ADJUST_UNKNOWN, "%s", s->name);
        CHECK(source_find(slice_of(s->name)) == s, "%s", s->name);
    }
}
