/* A field of each kind takes any text: it is set to a value whose text reads back to it, or it is null and a fault is noted. */
#include <stdint.h>

#include "shape/shape.h"

static const char *const choices[] = {"raw", "split", "total", NULL};

#define FIELDS(X, T)                                                \
    X(T, BOOL,   flag,   0, "a bool")                               \
    X(T, I64,    number, 0, "a whole number", .min = -5, .max = 1e6) \
    X(T, I64,    free,   0, "any whole number")                     \
    X(T, F64,    ratio,  0, "a number", .min = -1, .max = 1)        \
    X(T, F64,    any,    0, "any number")                           \
    X(T, TEXT,   word,   UPPER, "a text", .max = 20)                \
    X(T, DAY,    day,    0, "a day")                                \
    X(T, TIME,   time,   0, "an instant")                           \
    X(T, SPAN,   span,   0, "a span")                               \
    X(T, CASH,   money,  0, "an amount")                            \
    X(T, CHOICE, choice, 0, "a choice", .choices = choices)         \
    X(T, TEXTS,  words,  0, "texts", .max = 4)

RECORD(fuzz_fields, FIELDS);
SHAPE(fuzz_fields, FIELDS);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice text = {size ? (const char *)data : NULL, size};
    for (size_t i = 0; i < fuzz_fields_shape.field_count; i++) {
        AUTO_CTX            c;
        const struct field *f = &fuzz_fields_shape.fields[i];
        struct fuzz_fields  one, two;
        struct text         once = {.c = &c}, twice = {.c = &c};
        ctx_open(&c, 16 << 20);
        check(shape_default(&c, &fuzz_fields_shape, &one) == OK && shape_default(&c, &fuzz_fields_shape, &two) == OK);
        shape_set(&c, f, &one, f->name, text);
        if (c.fault_count > 0) {
            check(c.fault_count == 1 && (f->kind == BOOL || field_is_null(f, &one)) && faults_end(&c) != OK && c.note[0]);
            continue;
        }
        field_put_text(&once, f, &one);
        check(text_done(&once) == OK);
        shape_set(&c, f, &two, f->name, text_slice(&once));
        field_put_text(&twice, f, &two);
        check(text_done(&twice) == OK && c.fault_count == 0 && slice_same(text_slice(&once), text_slice(&twice)));
    }
    return 0;
}
