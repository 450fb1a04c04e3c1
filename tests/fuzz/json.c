/* Skipping and entering agree on what is JSON; records take any bytes; what was read is written and reads back the same. */
#include "shape/json.h"

#include <stdint.h>

#include "model/recommendation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds) abort();
}

static bool walk(struct ctx *c, struct json *j)
{
    struct slice text;
    double       number;
    switch (json_peek(j)) {
    case JSON_OBJECT:
        if (!json_enter(j, '{')) return false;
        while (json_member(c, j, &text))
            if (!walk(c, j)) return false;
        return !j->wrong;
    case JSON_ARRAY:
        if (!json_enter(j, '[')) return false;
        while (json_item(j))
            if (!walk(c, j)) return false;
        return !j->wrong;
    case JSON_STRING: return json_string(c, j, &text);
    case JSON_NUMBER: (void)json_double(c, j, &number); return !j->wrong;      /* too large for a double is still JSON */
    default:          return json_skip(j);
    }
}

static void read_record(struct slice text, const struct shape *s)
{
    AUTO_CTX c;
    ctx_open(&c, 64 << 20);
    void *record = ctx_alloc(&c, s->size, 1), *back = ctx_alloc(&c, s->size, 1);
    if (!record || !back || shape_default(&c, s, record) != OK || shape_default(&c, s, back) != OK) return;
    err e = json_read_record(&c, s, text, record);
    check(e == OK || ((e == ERR_USAGE || e == ERR_INVALID || e == ERR_NOMEM) && c.note[0]));
    if (e != OK) return;
    struct text once = {.c = &c}, twice = {.c = &c};
    json_put_record(&once, s, record);
    if (text_done(&once) != OK) return;
    check(json_read_record(&c, s, text_slice(&once), back) == OK);
    json_put_record(&twice, s, back);
    check(text_done(&twice) != OK || slice_same(text_slice(&once), text_slice(&twice)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_CTX     c;
    struct slice text    = {size ? (const char *)data : NULL, size};
    struct json  skipped = json_of(text), walked = json_of(text);
    ctx_open(&c, 64 << 20);
    (void)json_skip(&skipped);
    (void)walk(&c, &walked);
    err one = json_end(&c, &skipped), two = json_end(&c, &walked);
    check(one == two || two == ERR_NOMEM);
    read_record(text, &profile_shape);
    read_record(text, &recommendation_shape);
    return 0;
}
