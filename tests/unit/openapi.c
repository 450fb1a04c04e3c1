/* The description of the HTTP interface: JSON, complete, and every reference leads somewhere. Whether it is OpenAPI, and whether
 * replies keep to it, tests/e2e/openapi.sh and tests/e2e/http.py ask. */
#include "../check.h"

#include "app/app.h"
#include "shape/json.h"

enum { MEMORY = 16 << 20 };

static const char REF[] = "\"$ref\":\"#/components/", NAME_ENDS[] = "\"";

static void describe(struct ctx *c, struct text *ret)
{
    ctx_open(c, MEMORY);
    *ret = (struct text){.c = c};
    openapi_put(ret);
    CHECK(text_done(ret) == OK, "%s", c->note);
}

TEST(openapi_is_json_and_always_the_same)
{
    AUTO_CTX    c = {0}, d = {0};
    struct text one, two;
    describe(&c, &one);
    describe(&d, &two);
    struct json j = json_of(text_slice(&one));
    CHECK(json_skip(&j) && json_end(&c, &j) == OK, "%s", c.note);
    CHECK(slice_same(text_slice(&one), text_slice(&two)));
}

static size_t count(const char *text, const char *part)
{
    size_t n = 0;
    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part)) n++;
    return n;
}

TEST(openapi_describes_every_op_that_is_served)
{
    AUTO_CTX    c = {0};
    struct text out;
    describe(&c, &out);
    for (const struct op *const *o = ops; *o; o++) {
        const char *id   = ctx_print(&c, "\"operationId\":\"%s\"", op_id(&c, *o).at);
        const char *path = ctx_print(&c, "\"%s\":{", (*o)->path);
        CHECK(count(out.at, id) == ((*o)->local ? 0 : 1), "%s", (*o)->name);
        CHECK((*o)->local || count(out.at, path) == 1, "%s: %s", (*o)->name, (*o)->path);
    }
}

TEST(openapi_references_lead_somewhere)
{
    AUTO_CTX    c = {0};
    struct text out;
    size_t      seen = 0;
    describe(&c, &out);
    for (const char *at = strstr(out.at, REF); at; at = strstr(at + 1, REF), seen++) {
        struct slice rest = slice_of(at + sizeof REF - 1), target = slice_cut(&rest, NAME_ENDS[0]), kind = slice_cut(&target, '/');
        CHECK(slice_is(kind, "schemas") || slice_is(kind, "responses"), "%.*s", (int)kind.size, kind.at);
        const char *defined = ctx_print(&c, "\"%.*s\":{", (int)target.size, target.at);
        CHECK(count(out.at, defined) >= 1, "%.*s", (int)target.size, target.at);
    }
    CHECK(seen > 10, "%zu", seen);
}

/* A parameter that the server would refuse or a field that is a secret is not offered. */
TEST(openapi_offers_no_paths_of_the_machine)
{
    AUTO_CTX    c = {0};
    struct text out;
    describe(&c, &out);
    for (const struct op *const *o = ops; *o; o++)
        for (size_t i = 0; i < (*o)->in->field_count; i++) {
            const struct field *f = &(*o)->in->fields[i];
            if (f->flags & (LOCAL | SECRET)) CHECK(count(out.at, f->help) == 0, "%s.%s", (*o)->name, f->name);
        }
}

TEST(openapi_names_every_error)
{
    AUTO_CTX    c = {0};
    struct text out;
    describe(&c, &out);
    for (int e = OK + 1; e < ERR_COUNT; e++) CHECK(strstr(out.at, ctx_print(&c, "\"%s\"", err_name((err)e))), "%s", err_name((err)e));
}
