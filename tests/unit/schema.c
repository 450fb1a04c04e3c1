/* Schemas of fields, word for word: what an answer may hold and what an input must. */
#include "../check.h"
#include "shape/shape.h"

static const char *const sides[] = {"buy", "sell", NULL};

#define ORDER(X, T)                                                                     \
    X(T, TEXT,   symbol, REQUIRED, "what to \"trade\"", .max = 8)                       \
    X(T, F64,    limit,  NULLABLE, "price at most", .min = 0, .max = 1e6)               \
    X(T, CHOICE, side,   NULLABLE, "direction", .choices = sides, .usual = "buy")       \
    X(T, SPAN,   valid,  0,        "how long", .usual = "1d")                           \
    X(T, I64,    count,  0,        "how many", .min = 1, .max = 9, .usual = "1")        \
    X(T, TEXTS,  notes,  0,        "remarks", .max = 3)                                 \
    X(T, TEXT,   file,   LOCAL,    "a path")                                            \
    X(T, TEXT,   key,    SECRET,   "a secret")

RECORD(schema_order, ORDER);
SHAPE(schema_order, ORDER);

static const struct {
    const char *name, *answer, *input;
} expected[] = {
    {"symbol", "{\"type\":\"string\",\"maxLength\":8,\"description\":\"what to \\\"trade\\\"\"}", "{\"type\":\"string\",\"maxLength\":8,\"description\":\"what to \\\"trade\\\"\"}"},
    {"limit", "{\"type\":[\"number\",\"null\"],\"format\":\"double\",\"minimum\":0,\"maximum\":1000000,\"description\":\"price at most\"}",
     "{\"type\":\"number\",\"format\":\"double\",\"minimum\":0,\"maximum\":1000000,\"description\":\"price at most\"}"},
    {"side", "{\"type\":[\"string\",\"null\"],\"enum\":[\"buy\",\"sell\",null],\"description\":\"direction\"}",
     "{\"type\":\"string\",\"enum\":[\"buy\",\"sell\"],\"default\":\"buy\",\"description\":\"direction\"}"},
    {"valid", "{\"type\":\"string\",\"pattern\":\"^[0-9]+(us|s|m|h|d|w|mo|y)$\",\"description\":\"how long\"}",
     "{\"type\":\"string\",\"pattern\":\"^[0-9]+(us|s|m|h|d|w|mo|y)$\",\"default\":\"1d\",\"description\":\"how long\"}"},
    {"count", "{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":1,\"maximum\":9,\"description\":\"how many\"}",
     "{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":1,\"maximum\":9,\"default\":1,\"description\":\"how many\"}"},
    {"notes", "{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"maxItems\":3,\"description\":\"remarks\"}",
     "{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"maxItems\":3,\"description\":\"remarks\"}"},
};

TEST(schema_of_fields)
{
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        for (int input = 0; input < 2; input++) {
            AUTO_CTX    c = {0};
            struct text out = {.c = &c};
            ctx_open(&c, 1 << 20);
            schema_put_field(&out, shape_find(&schema_order_shape, slice_of(expected[i].name)), input);
            CHECK(text_done(&out) == OK && strcmp(out.at, input ? expected[i].input : expected[i].answer) == 0, "%s: %s", expected[i].name, out.at);
        }
}

TEST(schema_of_records_hides_secrets_and_paths)
{
    AUTO_CTX    c = {0};
    struct text answer = {.c = &c}, input = {.c = &c};
    ctx_open(&c, 1 << 20);
    schema_put_record(&answer, &schema_order_shape, false);
    schema_put_record(&input, &schema_order_shape, true);
    CHECK(text_done(&answer) == OK && text_done(&input) == OK);
    CHECK(strstr(answer.at, "\"required\":[\"symbol\",\"limit\",\"side\",\"valid\",\"count\",\"notes\",\"file\"],\"additionalProperties\":false}"), "%s", answer.at);
    CHECK(strstr(input.at, "\"required\":[\"symbol\"],\"additionalProperties\":false}"), "%s", input.at);
    CHECK(!strstr(answer.at, "secret") && !strstr(input.at, "secret") && strstr(answer.at, "\"file\"") && !strstr(input.at, "\"file\""));
}
