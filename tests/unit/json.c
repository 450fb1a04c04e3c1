/* The JSON reader: what RFC 8259 allows is read, everything else is refused at its byte; texts that we write we read. */
#include "shape/json.h"

#include <math.h>

#include "../check.h"
#include "../scratch.h"
#include "base/number.h"
#include "shape/shape.h"

enum { MEMORY = 1 << 20 };

static err skip_whole(struct ctx *c, struct slice text)
{
    struct json j = json_of(text);
    (void)json_skip(&j);                        /* json_end tells what was wrong */
    return json_end(c, &j);
}

/* Reads a text by entering everything, as a parser of a source does. */
static bool walk(struct ctx *c, struct json *j)
{
    struct slice text;
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
    case JSON_NUMBER: return json_number(j, &text);
    default:          return json_skip(j);
    }
}

static err walk_whole(struct ctx *c, struct slice text)
{
    struct json j = json_of(text);
    (void)walk(c, &j);
    return json_end(c, &j);
}

static const char *const accepted[] = {
    "null", "true", "false", "0", "-0", "1", "-1", "123", "1.5", "-0.0", "1e5", "1E5", "1e+5", "1e-5", "0e0", "1.0e10", "123456789012345678901234567890",
    "1e999", "\"\"", "\"a\"", "\" \"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u0041\"", "\"\\u00e9\"", "\"\\uD834\\uDD1E\"", "\"\\u0000\"", "\"\xc3\xa9\"", "\"\xe2\x82\xac\"",
    "\"\xf0\x9d\x84\x9e\"", "\"\xf4\x8f\xbf\xbf\"", "\"\x7f\"", "[]", "[ ]", "[1]", "[1,2]", "[ 1 , 2 ]", "[[],[]]", "[{}]", "{}", "{ }", "{\"\":1}", "{\"a\":1}",
    "{\"a\":1,\"a\":2}", "{\"a\":{\"b\":[null,true]}}", " \t\r\n1 \t\r\n", "[1\n,\n2]", "{\"a\" : 1}", "\"\\uFFFF\"", "[\"\xef\xbf\xbf\"]",
};

static const struct slice refused[] = {
    {NULL, 0}, {"", 0}, {" ", 1}, {"nul", 3}, {"nulll", 5}, {"True", 4}, {"NaN", 3}, {"Infinity", 8}, {"-", 1}, {"+1", 2}, {"01", 2}, {"-01", 3}, {"1.", 2},
    {".5", 2}, {"1e", 2}, {"1e+", 3}, {"1.e5", 4}, {"0x1", 3}, {"1 2", 3}, {"--1", 3}, {"'a'", 3}, {"\"", 1}, {"\"a", 2}, {"\"\\\"", 3}, {"\"\\a\"", 4},
    {"\"\\u12\"", 6}, {"\"\\u123g\"", 8}, {"\"\\uD800\"", 8}, {"\"\\uDC00\"", 8}, {"\"\\uD800\\uD800\"", 14}, {"\"\\uD800x\"", 9}, {"\"\\uD834\\u0041\"", 14},
    {"\"\n\"", 3}, {"\"\t\"", 3}, {"\"\0\"", 3}, {"\"\x1f\"", 3}, {"\"\xff\"", 3}, {"\"\xc3\"", 3}, {"\"\xc0\x80\"", 4}, {"\"\xed\xa0\x80\"", 5}, {"\"\xf4\x90\x80\x80\"", 6},
    {"\"\xf8\x88\x80\x80\x80\"", 7}, {"\"\xe0\x80\xaf\"", 5}, {"[", 1}, {"]", 1}, {"[1", 2}, {"[1,", 3}, {"[1,]", 4}, {"[,1]", 4}, {"[1 2]", 5}, {"[1}", 3},
    {"{", 1}, {"}", 1}, {"{\"a\"", 4}, {"{\"a\":", 5}, {"{\"a\":1", 6}, {"{\"a\":1,}", 8}, {"{,}", 3}, {"{a:1}", 5}, {"{\"a\",1}", 7}, {"{1:1}", 5}, {"{\"a\":1]", 7},
    {"{\"a\":1 \"b\":2}", 13}, {"[1]]", 4}, {"{}{}", 4}, {"/**/1", 5}, {"1//", 3}, {"\xef\xbb\xbf" "1", 4}, {"1\0", 2}, {"\"\\\xff\"", 4}, {"\"\\\n\"", 4}, {"[1,\v2]", 6},
};

TEST(json_accepts_what_the_grammar_allows)
{
    for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++) {
        AUTO_CTX c = {0};
        ctx_open(&c, MEMORY);
        CHECK(skip_whole(&c, slice_of(accepted[i])) == OK, "%s: %s", accepted[i], c.note);
        CHECK(walk_whole(&c, slice_of(accepted[i])) == OK, "%s: %s", accepted[i], c.note);
    }
}

TEST(json_refuses_everything_else_with_the_position)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        AUTO_CTX c = {0};
        ctx_open(&c, MEMORY);
        CHECK(skip_whole(&c, refused[i]) == ERR_USAGE && strncmp(c.note, "not JSON at byte ", 17) == 0, "case %zu: %.*s: %s", i, (int)refused[i].size,
              refused[i].at ? refused[i].at : "", c.note);
        CHECK(walk_whole(&c, refused[i]) == ERR_USAGE, "case %zu: %.*s", i, (int)refused[i].size, refused[i].at ? refused[i].at : "");
    }
}

TEST(json_names_the_first_bad_byte)
{
    static const struct { const char *text, *story; } cases[] = {
        {"[1,2,x]", "not JSON at byte 5: not a JSON value"}, {"{\"a\":1 2}", "not JSON at byte 7: expected ',' or '}'"},
        {"[\"ab\xff\"]", "not JSON at byte 4: not valid UTF-8"}, {"1 1", "not JSON at byte 2: something follows the value"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AUTO_CTX c = {0};
        ctx_open(&c, MEMORY);
        CHECK(skip_whole(&c, slice_of(cases[i].text)) == ERR_USAGE && strcmp(c.note, cases[i].story) == 0, "%s", c.note);
    }
}

TEST(json_nesting_is_bounded)
{
    for (int depth = JSON_DEPTH_MAX - 1; depth <= JSON_DEPTH_MAX + 1; depth++) {
        AUTO_CTX    c = {0};
        struct text t = {.c = &c};
        ctx_open(&c, MEMORY);
        text_put_repeat(&t, '[', (size_t)depth);
        text_put_repeat(&t, ']', (size_t)depth);
        CHECK(text_done(&t) == OK && (skip_whole(&c, text_slice(&t)) == OK) == (depth <= JSON_DEPTH_MAX), "depth %d", depth);
        t.size = 0;
        for (int i = 0; i < depth; i++) text_put(&t, "{\"a\":");
        text_put(&t, "1");
        text_put_repeat(&t, '}', (size_t)depth);
        CHECK(text_done(&t) == OK && (walk_whole(&c, text_slice(&t)) == OK) == (depth <= JSON_DEPTH_MAX), "depth %d", depth);
    }
    AUTO_CTX    c = {0};
    struct text t = {.c = &c};
    ctx_open(&c, MEMORY);
    text_put_repeat(&t, '[', 100000);
    CHECK(text_done(&t) == OK && skip_whole(&c, text_slice(&t)) == ERR_USAGE && strstr(c.note, "nested too deeply"), "%s", c.note);
}

TEST(json_unfolds_escapes)
{
    static const struct { const char *json; struct slice text; } cases[] = {
        {"\"\\u0041\\u00e9\\u20ac\\uD834\\uDD1E\"", {"A\xc3\xa9\xe2\x82\xac\xf0\x9d\x84\x9e", 10}}, {"\"a\\/b\\\\\"", {"a/b\\", 4}},
        {"\"\\b\\f\\n\\r\\t\"", {"\b\f\n\r\t", 5}}, {"\"x\\u0000y\"", {"x\0y", 3}}, {"\"plain\"", {"plain", 5}}, {"\"\"", {"", 0}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AUTO_CTX     c = {0};
        struct slice text = {0};
        struct json  j    = json_of(slice_of(cases[i].json));
        ctx_open(&c, MEMORY);
        CHECK(json_string(&c, &j, &text) && json_end(&c, &j) == OK && slice_same(text, cases[i].text), "%s: %s", cases[i].json, c.note);
    }
}

/* Whatever bytes a text holds, what we write for it is JSON, and reads back to the same text where that was UTF-8. */
TEST(json_texts_we_write_we_read)
{
    uint64_t seed = 12;
    for (int i = 0; i < 20000; i++) {
        AUTO_CTX     c = {0};
        char         bytes[12];
        struct slice back, text = {bytes, random_below(&seed, sizeof bytes)};
        bool         ascii = i % 2;
        ctx_open(&c, MEMORY);
        for (size_t k = 0; k < text.size; k++) bytes[k] = (char)(random_next(&seed) & (ascii ? 127 : 255));
        struct text out = {.c = &c};
        json_put_string(&out, text);
        struct json j = json_of(text_slice(&out));
        bool read = json_string(&c, &j, &back) && json_end(&c, &j) == OK;
        if (read && (!ascii || slice_same(text, back))) continue;
        CHECK(false, "round %d: %.*s: %s", i, (int)out.size, out.at, c.note);
        return;
    }
    CHECK(true);
    AUTO_CTX    c = {0};
    struct text out = {.c = &c};
    ctx_open(&c, MEMORY);
    json_put_string(&out, slice_of("caf\xc3\xa9 \xff\xe2\x82"));
    CHECK(text_done(&out) == OK && strcmp(out.at, "\"caf\xc3\xa9 \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"") == 0, "%s", out.at);
}

TEST(json_doubles_come_as_number_text_or_null)
{
    static const struct { const char *json; bool good; double value; } cases[] = {
        {"1.5", true, 1.5}, {"\"1.5\"", true, 1.5}, {"null", true, NAN}, {"\"x\"", false, 0}, {"true", false, 0}, {"[1]", false, 0}, {"{}", false, 0},
        {"1e999", false, 0}, {"\"\"", false, 0}, {"\"nan\"", false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AUTO_CTX    c = {0};
        double      value = 0;
        struct json j     = json_of(slice_of(cases[i].json));
        ctx_open(&c, MEMORY);
        bool good = json_double(&c, &j, &value);
        CHECK(good == cases[i].good && (!good || value == cases[i].value || (isnan(value) && isnan(cases[i].value))), "%s", cases[i].json);
        CHECK(json_end(&c, &j) == OK, "%s is used up", cases[i].json);
    }
}

TEST(json_every_cut_is_refused)
{
    static const char whole[] = "{\"a\":[1.5e3,true,false,null,\"x\\u00e9\\uD834\\uDD1E\"],\"b\":{\"c\":\"\xe2\x82\xac\"}}";
    for (size_t size = 0; size < sizeof whole - 1; size++) {
        AUTO_CTX c = {0};
        char    *cut = malloc(size + 1);        /* of its own, so that a step too far is seen */
        ctx_open(&c, MEMORY);
        memcpy(cut, whole, size);
        CHECK(skip_whole(&c, (struct slice){cut, size}) == ERR_USAGE && walk_whole(&c, (struct slice){cut, size}) == ERR_USAGE, "%.*s", (int)size, whole);
        free(cut);
    }
    AUTO_CTX c = {0};
    ctx_open(&c, MEMORY);
    CHECK(skip_whole(&c, slice_of(whole)) == OK);
}
