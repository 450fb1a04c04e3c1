/* The manual has a page for whatever the registries hold, and says so when there is none. */
#include "../check.h"

#include "advise/policy.h"
#include "app/app.h"
#include "calc/function.h"
#include "jobs/job.h"
#include "shape/table.h"
#include "signals/signal.h"
#include "sources/source.h"
#include "ta/indicator.h"

enum { MEMORY = 4 << 20 };

/* The page of a topic holds what the thing says of itself. */
static void check_page(const char *topic, const char *says)
{
    AUTO_CTX    c = {0};
    struct text out = {.c = &c};
    ctx_open(&c, MEMORY);
    err e = manual_put(&c, &out, topic);
    CHECK(e == OK && text_done(&out) == OK, "%s: %s", topic, c.note);
    if (e != OK) return;
    CHECK(strstr(out.at, says) != NULL, "%s does not say '%s':\n%s", topic, says, out.at);
    CHECK(out.at[out.size - 1] == '\n', "%s", topic);
}

TEST(manual_has_a_page_for_everything)
{
    for (const struct op *const *i = ops; *i; i++)               check_page((*i)->name, (*i)->about);
    for (const struct command *const *i = commands; *i; i++)     check_page((*i)->name, (*i)->about);
    for (const struct indicator *const *i = indicators; *i; i++) check_page((*i)->name, (*i)->about);
    for (const struct signal *const *i = signals; *i; i++)       check_page((*i)->name, (*i)->about);
    for (const struct source *const *i = sources; *i; i++)       check_page((*i)->name, (*i)->about);
    for (const struct policy *const *i = policies; *i; i++)      check_page((*i)->name, (*i)->about);
    for (const struct job *const *i = jobs; *i; i++)             check_page((*i)->name, (*i)->about);
    for (const struct table *const *i = tables; *i; i++)         check_page((*i)->shape->name, (*i)->about);
    for (size_t i = 0; i < settings_shape.field_count; i++)      check_page(settings_shape.fields[i].name, settings_shape.fields[i].help);
}

TEST(manual_overviews_list_everything)
{
    for (const struct signal *const *i = signals; *i; i++) check_page("signals", (*i)->title);
    for (const struct function *const *i = functions; *i; i++) check_page("functions", (*i)->about);
    for (int e = OK + 1; e < ERR_COUNT; e++)               check_page("errors", err_text((err)e));
    for (size_t i = 0; i < settings_shape.field_count; i++) check_page("settings", settings_shape.fields[i].help);
}

TEST(manual_index_names_every_topic)
{
    for (const struct op *const *i = ops; *i; i++)               check_page(NULL, (*i)->name);
    for (const struct command *const *i = commands; *i; i++)     check_page(NULL, (*i)->name);
    for (const struct indicator *const *i = indicators; *i; i++) check_page(NULL, (*i)->name);
    for (const struct source *const *i = sources; *i; i++)       check_page(NULL, (*i)->name);
    for (const struct table *const *i = tables; *i; i++)         check_page(NULL, (*i)->shape->name);
}

TEST(manual_of_an_op_tells_its_options_answers_and_address)
{
    for (const struct op *const *i = ops; *i; i++) {
        check_page((*i)->name, (*i)->example);
        if (!(*i)->local) check_page((*i)->name, (*i)->path);
        for (size_t k = 0; k < (*i)->in->field_count; k++)  check_page((*i)->name, (*i)->in->fields[k].help);
        for (size_t k = 0; k < (*i)->out->field_count; k++) check_page((*i)->name, (*i)->out->fields[k].help);
    }
}

TEST(manual_says_when_there_is_no_such_topic)
{
    AUTO_CTX    c = {0};
    struct text out = {.c = &c};
    ctx_open(&c, MEMORY);
    CHECK(manual_put(&c, &out, "no-such-topic") == ERR_NOT_FOUND && strstr(c.note, "no-such-topic"), "%s", c.note);
    CHECK(out.size == 0);
}

TEST(help_lists_every_word_of_the_command_line)
{
    AUTO_CTX    c = {0};
    struct text out = {.c = &c};
    ctx_open(&c, MEMORY);
    help_put(&out);
    CHECK(text_done(&out) == OK);
    for (const struct op *const *i = ops; *i; i++)           CHECK(strstr(out.at, (*i)->title), "%s", (*i)->name);
    for (const struct command *const *i = commands; *i; i++) CHECK(strstr(out.at, (*i)->title), "%s", (*i)->name);
}
