/* One record with every kind in it: text in and out, limits, faults with their paths, JSON that does not fit. */
#include "shape/shape.h"

#include <math.h>

#include "../check.h"
#include "../scratch.h"

static const char *const colours[] = {"red", "green", "blue", NULL};

#define LEG(X, T)                                                       \
    X(T, TEXT, name,   0, "name of the leg", .max = 8)                  \
    X(T, F64,  weight, 0, "weight of the leg", .min = 0, .max = 1, .usual = "0.5")

RECORD(leg, LEG);
SHAPE(leg, LEG);

#define ZOO(X, T)                                                                       \
    X(T, BOOL,   flag,   0, "a bool", .usual = "yes")                                   \
    X(T, I64,    number, REQUIRED, "a whole number", .min = 1, .max = 100)              \
    X(T, I64,    free,   NULLABLE, "a number without limits")                           \
    X(T, F64,    ratio,  NULLABLE, "a number", .min = -1, .max = 1)                     \
    X(T, TEXT,   word,   NULLABLE | UPPER, "a text", .min = 2, .max = 5)                \
    X(T, DAY,    day,    NULLABLE, "a day")                                             \
    X(T, TIME,   time,   NULLABLE, "an instant")                                        \
    X(T, SPAN,   span,   NULLABLE, "a span")                                            \
    X(T, CASH,   money,  NULLABLE, "an amount", .min = 0, .max = 1e12)                  \
    X(T, CHOICE, colour, 0, "a colour", .choices = colours, .usual = "green")           \
    X(T, TEXTS,  words,  UPPER, "texts", .max = 3)                                      \
    X(T, LIST,   legs,   0, "records", .of = &leg_shape, .max = 3)                      \
    X(T, F64S,   values, 0, "packed numbers")                                           \
    X(T, DAYS,   days,   0, "packed days")                                              \
    X(T, BYTES,  bytes,  0, "packed bytes")                                             \
    X(T, TEXT,   path,   NULLABLE | LOCAL, "a path of this machine")                    \
    X(T, TEXT,   token,  NULLABLE | SECRET, "what nobody may see")

RECORD(zoo, ZOO);
SHAPE(zoo, ZOO);

enum { MEMORY = 8 << 20 };

static void set(struct ctx *c, struct zoo *z, const char *name, const char *text)
{
    shape_set(c, shape_find(&zoo_shape, slice_of(name)), z, name, slice_of(text));
}

TEST(shape_starts_null_but_for_its_defaults)
{
    AUTO_CTX   c = {0};
    struct zoo z;
    ctx_open(&c, MEMORY);
    memset(&z, 0x55, sizeof z);
    CHECK(shape_default(&c, &zoo_shape, &z) == OK);
    CHECK(z.flag && z.colour == 1 && z.number == INT_NONE && isnan(z.ratio) && !z.word && z.day == DAY_NONE && z.time == TIME_NONE &&
          z.span == SPAN_NONE && z.money == CASH_NONE && z.words.count == 0 && z.legs.count == 0 && z.bytes.count == 0);
    for (size_t i = 0; i < zoo_shape.field_count; i++)
        CHECK(field_is_null(&zoo_shape.fields[i], &z) == (zoo_shape.fields[i].usual == NULL), "%s", zoo_shape.fields[i].name);
}

TEST(shape_reads_one_value_of_each_kind)
{
    AUTO_CTX   c = {0};
    struct zoo z;
    ctx_open(&c, MEMORY);
    CHECK(shape_default(&c, &zoo_shape, &z) == OK);
    static const char *const given[][2] = {{"flag", "OFF"}, {"number", "100"}, {"free", "-9223372036854775807"}, {"ratio", "-1"}, {"word", "abcde"},
                                           {"day", "2017-12-29"}, {"time", "2017-12-29T21:00:00Z"}, {"span", "18mo"}, {"money", "50000.25"},
                                           {"colour", "BLUE"}, {"words", "a, b"}, {"words", "c"}};
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) set(&c, &z, given[i][0], given[i][1]);
    CHECK(faults_end(&c) == OK, "%s", c.note);
    CHECK(!z.flag && z.number == 100 && z.free == -INT64_MAX && z.ratio == -1 && strcmp(z.word, "ABCDE") == 0 && z.day == 17529 &&
          z.time == 17529 * US_PER_DAY + 21 * US_PER_HOUR && z.span == -18 && z.money == 50000250000 && z.colour == 2);
    CHECK(z.words.count == 3 && strcmp(((const char **)z.words.at)[2], "C") == 0);
}

TEST(shape_refuses_what_its_limits_forbid)
{
    static const char *const bad[][2] = {
        {"flag", "maybe"}, {"flag", ""}, {"number", "0"}, {"number", "101"}, {"number", "1.5"}, {"number", ""}, {"number", "x"}, {"free", "9223372036854775808"},
        {"free", "-9223372036854775808"}, {"ratio", "1.0000001"}, {"ratio", "nan"}, {"ratio", "inf"}, {"ratio", "1e999"}, {"word", "a"}, {"word", "abcdef"}, {"word", ""},
        {"day", "2017-02-29"}, {"day", "today"}, {"time", "2017-12-29T25:00:00Z"}, {"span", "10"}, {"span", "-1d"}, {"money", "-1"}, {"money", "1.0000001"},
        {"money", "1000000000000.01"}, {"money", "1e13"}, {"money", "."}, {"colour", "yellow"}, {"colour", ""}, {"words", "a,b,c,d"}, {"legs", "x"}, {"values", "1"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        AUTO_CTX   c = {0};
        struct zoo z;
        ctx_open(&c, MEMORY);
        CHECK(shape_default(&c, &zoo_shape, &z) == OK);
        set(&c, &z, bad[i][0], bad[i][1]);
        CHECK(c.fault_count == 1 && faults_end(&c) == ERR_INVALID && strstr(c.note, bad[i][0]) == c.note, "%s = '%s': %s", bad[i][0], bad[i][1], c.note);
        CHECK(field_is_null(shape_find(&zoo_shape, slice_of(bad[i][0])), &z) || strcmp(bad[i][0], "flag") == 0, "%s = '%s'", bad[i][0], bad[i][1]);
    }
}

TEST(shape_tells_what_is_allowed)
{
    AUTO_CTX   c = {0};
    struct zoo z;
    ctx_open(&c, MEMORY);
    CHECK(shape_default(&c, &zoo_shape, &z) == OK);
    set(&c, &z, "number", "500");
    set(&c, &z, "colour", "pink");
    shape_check_required(&c, &zoo_shape, &z);           /* what was refused is not missing too */
    CHECK(faults_end(&c) == ERR_INVALID);
    CHECK(strcmp(c.note, "number must be a whole number from 1 to 100, not '500'; colour must be red, green or blue, not 'pink'") == 0, "%s", c.note);
    ctx_reset(&c);
    CHECK(shape_default(&c, &zoo_shape, &z) == OK);
    shape_check_required(&c, &zoo_shape, &z);
    CHECK(faults_end(&c) == ERR_INVALID && strcmp(c.note, "number is missing: a whole number (a whole number from 1 to 100)") == 0, "%s", c.note);
}

/* Money is exact at any size: every amount of millionths comes back, and no digit is bent on the way in. */
TEST(cash_is_exact)
{
    static const struct field money = {.name = "money", .kind = CASH, .help = "an amount"};
    static const struct { const char *text; int64_t millionths; } good[] = {
        {"0", 0}, {"-0", 0}, {"1", 1000000}, {"+1.5", 1500000}, {".5", 500000}, {"5.", 5000000}, {"0.000001", 1}, {"-0.000001", -1}, {"1.2300000000", 1230000},
        {"491774263827.67", 491774263827670000}, {"999999999999.999999", 999999999999999999}, {"8999999999999.999999", 8999999999999999999},
        {"1e5", 100000000000}, {"1.5e3", 1500000000}, {"-2.5E-3", -2500},
    };
    static const char *const bad[] = {"", "-", ".", "+", "1.0000001", "0.0000001", "9000000000001", "1e13", "1e-7", "1,5", "1.2.3", "nan", "$1", " 1", "99999999999999999999"};
    AUTO_CTX c = {0};
    uint64_t seed = 6;
    ctx_open(&c, MEMORY);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int64_t value = 42;
        shape_set(&c, &money, &value, "money", slice_of(good[i].text));
        CHECK(value == good[i].millionths, "%s became %lld", good[i].text, (long long)value);
    }
    CHECK(faults_end(&c) == OK, "%s", c.note);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t value = 42;
        size_t  before = c.fault_count;
        shape_set(&c, &money, &value, "money", slice_of(bad[i]));
        CHECK(c.fault_count == before + 1 && value == CASH_NONE, "%s", bad[i]);
    }
    int wrong = 0;
    for (int i = 0; i < 20000; i++) {
        int64_t     value = (int64_t)(random_next(&seed) % 9000000000000000000u) * (i % 2 ? 1 : -1), back = 42;
        struct text text  = {.c = &c};
        value >>= random_below(&seed, 62);
        field_put_text(&text, &money, &value);
        shape_set(&c, &money, &back, "money", text_slice(&text));
        wrong += back != value;
    }
    CHECK(wrong == 0, "%d amounts were bent", wrong);
}

static err read_json(struct ctx *c, const char *json, struct zoo *z)
{
    TRY(shape_default(c, &zoo_shape, z));
    return json_read_record(c, &zoo_shape, slice_of(json), z);
}

TEST(json_record_reads_every_kind)
{
    AUTO_CTX   c = {0};
    struct zoo z;
    ctx_open(&c, MEMORY);
    err e = read_json(&c, "{\"flag\":false,\"number\":1e1,\"free\":-5,\"ratio\":0.25,\"word\":\"ab\",\"day\":\"2017-12-29\",\"time\":\"2017-12-29T21:00:00Z\","
                          "\"span\":\"4h\",\"money\":12.5,\"colour\":\"red\",\"words\":[\"x\",\"y\"],\"legs\":[{\"name\":\"a\",\"weight\":1},{\"name\":\"b\"}]}", &z);
    CHECK(e == OK, "%s", c.note);
    CHECK(!z.flag && z.number == 10 && z.free == -5 && z.ratio == 0.25 && z.money == 12500000 && z.colour == 0 && z.words.count == 2 && z.legs.count == 2);
    CHECK(z.legs.count == 2 && ((struct leg *)z.legs.at)[1].weight == 0.5, "a record in a list has defaults too");
    struct text out = {.c = &c};
    z.token = "hidden";
    json_put_record(&out, &zoo_shape, &z);
    CHECK(text_done(&out) == OK && !strstr(out.at, "hidden") && !strstr(out.at, "token") && strstr(out.at, "\"path\":null"), "%s", out.at);
}

TEST(json_null_is_not_given)
{
    AUTO_CTX   c = {0};
    struct zoo z;
    ctx_open(&c, MEMORY);
    CHECK(read_json(&c, "{\"number\":1,\"flag\":null,\"colour\":null,\"words\":null,\"legs\":null,\"day\":null}", &z) == OK, "%s", c.note);
    CHECK(z.flag && z.colour == 1 && z.words.count == 0);
    CHECK(read_json(&c, "{\"number\":null}", &z) == ERR_INVALID && strstr(c.note, "number is missing"), "%s", c.note);
}

TEST(json_tells_every_fault_with_its_path_at_once)
{
    static const char *const expected[][2] = {
        {"number", "must be a whole number from 1 to 100, not '500'"}, {"ratio", "must be a number from -1 to 1, not a text"}, {"nonsense", "is not known here"},
        {"legs[1].weight", "must be a number from 0 to 1, not '2'"}, {"legs[1].extra", "is not known here"}, {"legs[2]", "must be an object"},
        {"words[1]", "must be a text of at most 4096 bytes, not a number"}, {"words[2]", "must be a text, not null"}, {"day", "must be one value, not a list"},
        {"flag", "must be true or false, not a number"}, {"flag", "is given twice"}, {"values", "is computed, not given"}, {"path", "is not known here"},
        {"colour", "must be red, green or blue, not true"},
    };
    AUTO_CTX   c = {0};
    struct zoo z;
    size_t     told = 0;
    ctx_open(&c, MEMORY);
    err e = read_json(&c, "{\"number\":500,\"ratio\":\"1\",\"nonsense\":{\"deep\":[1]},\"legs\":[{},{\"weight\":2,\"extra\":[]},7],\"words\":[\"a\",5,null],\"day\":[1],"
                          "\"flag\":1,\"flag\":true,\"values\":[1],\"path\":\"/etc\",\"colour\":true}", &z);
    CHECK(e == ERR_INVALID, "%s", err_name(e));
    for (const struct fault *f = c.faults; f; f = f->next) {
        bool found = false;
        for (size_t i = 0; i < sizeof expected / sizeof *expected && !found; i++)
            found = strcmp(f->path, expected[i][0]) == 0 && strcmp(f->message, expected[i][1]) == 0;
        CHECK(found, "%s %s", f->path, f->message);
        told++;
    }
    CHECK(told == sizeof expected / sizeof *expected && c.fault_count >= told, "%zu faults", told);
}

TEST(json_that_is_none_is_usage_even_behind_faults)
{
    static const char *const broken[] = {"", "{", "[", "{\"nonsense\":1,", "{\"number\":500", "{\"legs\":[", "{\"legs\":", "{\"words\":[\"a\"", "{\"number\":1}x", "{\"number\":01}", "nul"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        AUTO_CTX   c = {0};
        struct zoo z;
        ctx_open(&c, MEMORY);
        err e = read_json(&c, broken[i], &z);
        CHECK(e == ERR_USAGE && strncmp(c.note, "not JSON at byte", 16) == 0, "%s: %s %s", broken[i], err_name(e), c.note);
    }
    AUTO_CTX c = {0};
    ctx_open(&c, MEMORY);
    CHECK(read_json(&c, "[1]", &(struct zoo){0}) == ERR_INVALID && read_json(&c, "null", &(struct zoo){0}) == ERR_INVALID);
}

TEST(json_lists_over_their_limit_are_one_fault)
{
    AUTO_CTX   c = {0};
    struct zoo z;
    ctx_open(&c, MEMORY);
    err e = read_json(&c, "{\"number\":1,\"words\":[\"a\",\"b\",\"c\",\"d\",\"e\"],\"ratio\":7}", &z);
    CHECK(e == ERR_INVALID && c.fault_count == 2 && strcmp(c.faults->path, "words") == 0 && strcmp(c.faults->next->path, "ratio") == 0, "%s", c.note);
    CHECK(z.words.count == 3);
}

TEST(json_whole_numbers_stay_exact)
{
    static const struct { const char *json; int64_t value; } good[] = {
        {"9223372036854775807", INT64_MAX}, {"-9223372036854775807", -INT64_MAX}, {"1e3", 1000}, {"1000.0", 1000}, {"-0.0", 0}, {"9007199254740992.0", 1ll << 53},
    };
    static const char *const bad[] = {"9223372036854775808", "1e300", "1.5", "1e-1", "9.3e18", "-1e19"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        AUTO_CTX   c = {0};
        struct zoo z;
        char       json[80];
        ctx_open(&c, MEMORY);
        snprintf(json, sizeof json, "{\"number\":1,\"free\":%s}", good[i].json);
        CHECK(read_json(&c, json, &z) == OK && z.free == good[i].value, "%s: %s", json, c.note);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        AUTO_CTX   c = {0};
        struct zoo z;
        char       json[80];
        ctx_open(&c, MEMORY);
        snprintf(json, sizeof json, "{\"number\":1,\"free\":%s}", bad[i]);
        CHECK(read_json(&c, json, &z) == ERR_INVALID, "%s", json);
    }
}

/* Fail every allocation in turn: the record is the same, or the answer is that memory ran out, never a fault of the input. */
TEST(json_reading_survives_any_lack_of_memory)
{
    static const char json[] = "{\"number\":10,\"word\":\"ab\\u0063\",\"money\":12.5,\"words\":[\"x\\u0041\",\"y\",\"z\"],\"legs\":[{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"c\"}]}";
    AUTO_CTX    calm = {0};
    struct text whole = {.c = &calm};
    struct zoo  expected;
    ctx_open(&calm, MEMORY);
    NEED(read_json(&calm, json, &expected) == OK, "%s", calm.note);
    long allocations = calm.alloc_count;
    json_put_record(&whole, &zoo_shape, &expected);
    CHECK(allocations > 10);
    for (long n = 1; n <= allocations; n++) {
        AUTO_CTX    c = {0};
        struct zoo  z   = {0};
        struct text out = {.c = &c};
        ctx_open(&c, MEMORY);
        c.fail_at = n;
        err e = read_json(&c, json, &z);
        if (e == OK) json_put_record(&out, &zoo_shape, &z);
        CHECK(e == ERR_NOMEM || (e == OK && slice_same(text_slice(&out), text_slice(&whole))), "allocation %ld: %s %s", n, err_name(e), c.note);
    }
}
