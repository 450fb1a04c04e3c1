/* shape.h - records that know their own fields: the one reflection.
 *
 * A record is one X-macro list of rows: kind, name, flags, meaning, and limits where there are any:
 *
 *     #define PERSON(X, T)                                                                   \
 *         X(T, TEXT, name, KEY | REQUIRED, "how the person is called", .max = 80)            \
 *         X(T, F64,  risk, 0,              "risk tolerance", .min = 0, .max = 100, .usual = "40")
 *
 * From it come the C struct, the SQL table, JSON in and out, CSV, command-line options, query strings, settings, OpenAPI
 * schemas and random values for tests; each projection is written once, in this folder. Texts and lists that a record
 * points to live in the ctx of whoever filled it. */
#ifndef SHAPE_SHAPE_H
#define SHAPE_SHAPE_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "base/day.h"
#include "base/text.h"

enum kind {
    BOOL,                       /* bool */
    I64,                        /* int64_t; INT_NONE is null */
    F64,                        /* double; NaN is null */
    TEXT,                       /* const char *; NULL is null */
    DAY,                        /* int32_t days since 1970; DAY_NONE is null. 2017-12-29 */
    TIME,                       /* int64_t microseconds UTC; TIME_NONE is null. 2017-12-29T21:00:00Z */
    SPAN,                       /* int64_t of base/day.h; SPAN_NONE is null. 1d 4h 1mo 10y */
    CASH,                       /* int64_t millionths; CASH_NONE is null. 50000.25 */
    CHOICE,                     /* int32_t index into .choices; CHOICE_NONE is null */
    TEXTS,                      /* struct list of const char * */
    LIST,                       /* struct list of records of .of */
    F64S,                       /* struct list of double, packed in SQL */
    DAYS,                       /* struct list of int32_t, packed in SQL */
    BYTES,                      /* struct list of bytes; hexadecimal as text */
    KIND_COUNT
};

struct list {                   /* count things, back to back */
    void  *at;
    size_t count;
};

typedef bool        c_BOOL;
typedef int64_t     c_I64;
typedef double      c_F64;
typedef const char *c_TEXT;
typedef int32_t     c_DAY;
typedef int64_t     c_TIME;
typedef int64_t     c_SPAN;
typedef int64_t     c_CASH;
typedef int32_t     c_CHOICE;
typedef struct list c_TEXTS;
typedef struct list c_LIST;
typedef struct list c_F64S;
typedef struct list c_DAYS;
typedef struct list c_BYTES;

#define INT_NONE  INT64_MIN
#define CASH_NONE INT64_MIN
enum { CHOICE_NONE = -1, CASH_UNIT = 1000000 };

enum flag {
    KEY      = 1 << 0,          /* part of the primary key */
    REQUIRED = 1 << 1,          /* an input must give it */
    NULLABLE = 1 << 2,          /* may be null; every field without it and without a default is given */
    PLACE    = 1 << 3,          /* on the command line also by position, in the order of the rows */
    UNIQUE   = 1 << 4,          /* no two rows of the table share it */
    TOGETHER = 1 << 5,          /* no two rows share all fields that carry this flag */
    INDEX    = 1 << 6,          /* looked up by it */
    SECRET   = 1 << 7,          /* never shown */
    LOCAL    = 1 << 8,          /* only from the command line: a path of this machine */
    UPPER    = 1 << 9,          /* a text that is kept in upper case, like a symbol */
};

enum {
    FIELDS_MAX     = 64,        /* a set of fields fits into one word */
    TEXT_SIZE_MAX  = 4096,      /* bytes of a TEXT without .max */
    LIST_COUNT_MAX = 1000,      /* items of a TEXTS or LIST input without .max */
};

struct field {
    const char          *name;
    enum kind            kind;
    unsigned             flags;
    size_t               offset;
    const char          *help;
    double               min, max;      /* limits of the value, or of the bytes of a text or the items of a list; both 0: none */
    const char          *usual;         /* what stands when an input does not give it */
    const char *const   *choices;       /* of a CHOICE, NULL-terminated */
    const struct shape  *of;            /* of a LIST */
    const char          *was;           /* the name it had before: a migration renames the column and keeps what is in it */
    const char          *unit;          /* of a number, for a person: "%", "per year" */
    const char          *unless;        /* a field that may be given in the place of this one, which is REQUIRED otherwise */
};

struct shape {
    const char         *name;
    size_t              size;
    const struct field *fields;
    size_t              field_count;
    const char         *was;            /* the name its table had before */
    bool                open;           /* further members of numbers may follow, named by the data */
};

#define SHAPE_MEMBER(T, KIND, NAME, FLAGS, HELP, ...) c_##KIND NAME;
#define SHAPE_FIELD(T, KIND, NAME, FLAGS, HELP, ...) \
    {.name = #NAME, .kind = KIND, .flags = FLAGS, .offset = offsetof(struct T, NAME), .help = HELP __VA_OPT__(,) __VA_ARGS__},

#define RECORD(T, ROWS)             \
    struct T { ROWS(SHAPE_MEMBER, T) }; \
    extern const struct shape T##_shape

#define SHAPE(T, ROWS, ...)                                                                         \
    static const struct field T##_fields[] = {ROWS(SHAPE_FIELD, T)};                                \
    static_assert(sizeof T##_fields / sizeof *T##_fields <= FIELDS_MAX);                            \
    const struct shape T##_shape = {.name = #T, .size = sizeof(struct T), .fields = T##_fields,     \
                                    .field_count = sizeof T##_fields / sizeof *T##_fields __VA_OPT__(,) __VA_ARGS__}

const struct field *shape_find(const struct shape *s, struct slice name);
static inline void *field_at(const struct field *f, const void *record) { return (char *)record + f->offset; }

bool field_is_null(const struct field *f, const void *record);
bool kind_is_number(enum kind k);       /* printed to the right */
bool kind_is_list(enum kind k);

/* The choice's name, or NULL when it is null. */
const char *choice_name(const struct field *f, int32_t choice);

/* All fields null, then those with a default set to it. */
err shape_default(struct ctx *c, const struct shape *s, void *record);

/* Sets one field from text, checking kind and limits; what is wrong is noted with fault() under `path`. A list takes the
 * text as one more item, or several parted by commas. */
void shape_set(struct ctx *c, const struct field *f, void *record, const char *path, struct slice text);

/* Notes a fault for every field of an input that is REQUIRED and still null. */
void shape_check_required(struct ctx *c, const struct shape *s, const void *record);

/* Checks the limits of a value that was set by other means than shape_set (JSON). */
void field_check(struct ctx *c, const struct field *f, const void *record, const char *path);

/* The value as text, as shape_set reads it; null gives nothing. Lists are parted by commas; a LIST gives its count. */
void field_put_text(struct text *out, const struct field *f, const void *record);

/* What may stand there, for a person: "a number from 0 to 100", "raw, split or total". */
void field_put_allowed(struct text *out, const struct field *f);

/* ---- JSON (json_write.c, json_read.c): one document, the members in the order of the rows, null where null. ---- */
void json_put_string(struct text *out, struct slice s);
void json_put_field(struct text *out, const struct field *f, const void *record);
void json_put_record(struct text *out, const struct shape *s, const void *record);
void json_put_records(struct text *out, const struct shape *s, const void *records, size_t count);

/* Reads one object into a record that shape_default() has prepared. Notes every fault with its path ("positions[2].weight");
 * answers ERR_USAGE for what is not JSON, with the position, and ERR_INVALID for JSON that does not fit. */
err json_read_record(struct ctx *c, const struct shape *s, struct slice json, void *record);

/* ---- OpenAPI (schema.c): JSON Schema 2020-12 of a field or a record. ---- */
void schema_put_field(struct text *out, const struct field *f, bool input);
void schema_put_record(struct text *out, const struct shape *s, bool input);

/* ---- CSV and terminal (csv.c, grid.c) ---- */
void csv_put_header(struct text *out, const struct shape *s);
void csv_put_record(struct text *out, const struct shape *s, const void *record);

/* Rows as a table for a terminal of `width` columns (0: no limit): numbers to the right, long texts cut with an ellipsis,
 * columns that do not fit left out and named. */
void grid_put(struct text *out, const struct shape *s, const void *records, size_t count, size_t width);

/* Money for a reader: 50,000 or 1,942.10. */
void cash_put_grouped(struct text *out, int64_t millionths);

/* One record as lines `name  value`, its lists as tables below. */
void card_put(struct text *out, const struct shape *s, const void *record, size_t width);

/* ---- tests (random.c): a record of values that all limits allow, from a seed. ---- */
err shape_random(struct ctx *c, const struct shape *s, void *record, uint64_t seed);

#endif
