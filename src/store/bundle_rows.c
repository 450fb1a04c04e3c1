#include <math.h>

#include "base/day.h"
#include "pack/columns.h"
#include "store/bundle.h"

/* Records as packed columns, by the shape alone: whole numbers, doubles, texts. A choice goes by its name and a list of texts
 * as JSON, so that neither depends on the program that wrote it. */

static enum column_type type_of(enum kind k)
{
    return k == F64 ? COLUMN_REAL : k == TEXT || k == CHOICE || k == TEXTS ? COLUMN_TEXT : COLUMN_INT;
}

static void set_bit(uint64_t *bits, size_t i) { bits[i / 64] |= 1ull << (i % 64); }
static bool has_bit(const uint64_t *bits, size_t i) { return bits[i / 64] >> (i % 64) & 1; }

static size_t words_of(size_t count) { return (count + 63) / 64; }

/* ---- in ---- */

static int64_t int_of(const struct field *f, const void *record)
{
    const void *at = field_at(f, record);
    return f->kind == BOOL ? *(const bool *)at : f->kind == DAY ? *(const int32_t *)at : *(const int64_t *)at;
}

static err text_of(struct ctx *c, const struct field *f, const void *record, struct slice *ret)
{
    const void *at = field_at(f, record);
    if (f->kind == TEXT)   *ret = slice_of(*(const char *const *)at);
    if (f->kind == CHOICE) *ret = slice_of(choice_name(f, *(const int32_t *)at));
    if (f->kind != TEXTS)  return OK;
    struct text json = {.c = c};
    json_put_field(&json, f, record);
    *ret = text_slice(&json);
    return text_done(&json);
}

static err put_column(struct ctx *c, const struct field *f, const char *rows, size_t size, size_t count, struct column *ret)
{
    int64_t      *ints  = NULL;
    double       *reals = NULL;
    struct slice *texts = NULL;
    uint64_t     *nulls;
    ret->type = type_of(f->kind);
    TRY(NEW(c, nulls, words_of(count)));
    if (ret->type == COLUMN_INT)  TRY(NEW(c, ints, count));
    if (ret->type == COLUMN_REAL) TRY(NEW(c, reals, count));
    if (ret->type == COLUMN_TEXT) TRY(NEW(c, texts, count));
    for (size_t i = 0; i < count; i++) {
        const void *record = rows + i * size;
        if (reals) reals[i] = *(const double *)field_at(f, record);
        else if (f->kind != TEXTS && field_is_null(f, record)) set_bit(nulls, i);
        else if (ints) ints[i] = int_of(f, record);
        else TRY(text_of(c, f, record, &texts[i]));
    }
    if (ints)  ret->ints  = ints;
    if (reals) ret->reals = reals;
    if (texts) ret->texts = texts;
    ret->nulls = reals ? NULL : nulls;
    return OK;
}

err bundle_pack(struct ctx *c, const struct shape *shape, const void *rows, size_t count, struct slice *ret)
{
    struct column columns[PACK_COLUMNS_MAX];
    for (size_t k = 0; k < shape->field_count; k++) TRY(put_column(c, &shape->fields[k], rows, shape->size, count, &columns[k]));
    return columns_encode(c, count, columns, shape->field_count, ret);
}

/* ---- out ---- */

/* Numbers that were never written are told apart from those that may stand there. */
static bool int_fits(enum kind kind, int64_t v)
{
    static const int64_t DAY_FIRST = -719162, DAY_LAST = 2932896;       /* of the years 1 and 9999 */
    switch (kind) {
    case BOOL: return v == 0 || v == 1;
    case DAY:  return v >= DAY_FIRST && v <= DAY_LAST;
    case TIME: return v >= DAY_FIRST * US_PER_DAY && v < (DAY_LAST + 1) * US_PER_DAY;
    default:   return v != INT_NONE;
    }
}

static void set_int(const struct field *f, void *record, int64_t v)
{
    void *at = field_at(f, record);
    if (f->kind == BOOL)     *(bool *)at = v != 0;
    else if (f->kind == DAY) *(int32_t *)at = (int32_t)v;
    else                     *(int64_t *)at = v;
}

static err set_texts(struct ctx *c, const struct field *f, void *record, struct slice s)
{
    struct shape one  = {.name = f->name, .fields = f, .field_count = 1};
    struct text  json = {.c = c};
    text_print(&json, "{\"%s\":", f->name);
    text_put_slice(&json, s);
    text_put_char(&json, '}');
    TRY(text_done(&json));
    return json_read_record(c, &one, text_slice(&json), record);
}

static err set_text(struct ctx *c, const struct field *f, void *record, struct slice s)
{
    if (f->kind == TEXTS) return set_texts(c, f, record, s);
    if (s.size && memchr(s.at, 0, s.size)) return fail(c, ERR_DATA, "%s holds a text that cannot be one", f->name);
    if (f->kind == TEXT) return got(*(const char **)field_at(f, record) = ctx_copy(c, s));
    for (int32_t i = 0; f->choices[i]; i++)
        if (slice_is(s, f->choices[i])) return *(int32_t *)field_at(f, record) = i, OK;
    return fail(c, ERR_DATA, "%s is '%.*s', which this program does not know", f->name, (int)(s.size < 60 ? s.size : 60), s.at);
}

/* The decoded values of one column; one of the three is set. */
struct decoded {
    int64_t      *ints;
    double       *reals;
    struct slice *texts;
    uint64_t     *nulls;
};

static err decode(struct ctx *c, struct unpacker *u, struct packed *p, size_t k, const struct field *f, struct decoded *ret)
{
    size_t           room = p->count + PACK_SLACK;
    enum column_type type = type_of(f->kind);
    void            *values;
    *ret = (struct decoded){0};
    if (columns_type(p, k) != type) return fail(c, ERR_DATA, "%s is of another kind", f->name);
    TRY(got(values = ctx_alloc(c, type == COLUMN_TEXT ? sizeof(struct slice) : sizeof(int64_t), room)));
    TRY(NEW(c, ret->nulls, words_of(room)));
    if (!columns_decode(u, p, k, values, ret->nulls)) return c->starved ? ERR_NOMEM : fail(c, ERR_DATA, "%s is damaged", f->name);
    if (type == COLUMN_INT)  ret->ints  = values;
    if (type == COLUMN_REAL) ret->reals = values;
    if (type == COLUMN_TEXT) ret->texts = values;
    return OK;
}

static err set_value(struct ctx *c, const struct field *f, void *record, const struct decoded *d, size_t i)
{
    if (d->reals) {
        if (isinf(d->reals[i])) return fail(c, ERR_DATA, "%s is no finite number", f->name);
        *(double *)field_at(f, record) = d->reals[i];
        return OK;
    }
    if (has_bit(d->nulls, i)) return OK;
    if (d->texts) return set_text(c, f, record, d->texts[i]);
    if (!int_fits(f->kind, d->ints[i])) return fail(c, ERR_DATA, "%s is %lld, which it cannot be", f->name, (long long)d->ints[i]);
    set_int(f, record, d->ints[i]);
    return OK;
}

static bool may_be_null(const struct field *f) { return f->flags & NULLABLE || f->kind == TEXTS || f->kind == BOOL; }

static err check_field(struct ctx *c, const struct field *f, const char *rows, size_t size, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const void *record = rows + i * size;
        if (!may_be_null(f) && field_is_null(f, record)) return fail(c, ERR_DATA, "%s is missing in a row", f->name);
        if (f->kind == TEXT || f->kind == TEXTS || f->max != 0) field_check(c, f, record, f->name);
        if (c->fault_count) return faults_end(c);
    }
    return OK;
}

/* The field of each column; each at most once. */
static err fields_of(struct ctx *c, const struct shape *shape, struct slice names, size_t count, const struct field **ret)
{
    uint64_t seen = 0;
    for (size_t k = 0; k < count; k++) {
        struct slice name = slice_cut(&names, ',');
        const struct field *f = shape_find(shape, name);
        if (!f) return fail(c, ERR_DATA, "it has a column '%.*s' that this program does not know", (int)(name.size < 60 ? name.size : 60), name.at);
        uint64_t bit = 1ull << (f - shape->fields);
        if (seen & bit) return fail(c, ERR_DATA, "it has the column %s twice", f->name);
        seen  |= bit;
        ret[k] = f;
    }
    return names.size ? fail(c, ERR_DATA, "it names more columns than it has") : OK;
}

err bundle_unpack(struct ctx *c, const struct shape *shape, struct slice names, struct slice packed, void **ret, size_t *ret_count)
{
    const struct field *fields[PACK_COLUMNS_MAX];
    struct unpacker     u = {.c = c};
    struct packed       p;
    char               *rows;
    if (!columns_open(packed, &p) || p.size != packed.size || p.count > BUNDLE_ROWS_MAX) return fail(c, ERR_DATA, "its rows are damaged");
    TRY(fields_of(c, shape, names, p.column_count, fields));
    TRY(got(rows = ctx_alloc(c, shape->size, p.count)));
    for (size_t i = 0; i < p.count; i++) TRY(shape_default(c, shape, rows + i * shape->size));
    for (size_t k = 0; k < p.column_count; k++) {
        struct decoded d;
        TRY(decode(c, &u, &p, k, fields[k], &d));
        for (size_t i = 0; i < p.count; i++) TRY(set_value(c, fields[k], rows + i * shape->size, &d, i));
    }
    for (size_t k = 0; k < shape->field_count; k++) TRY(check_field(c, &shape->fields[k], rows, shape->size, p.count));
    *ret       = rows;
    *ret_count = p.count;
    return OK;
}
