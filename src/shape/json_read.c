#include "base/number.h"
#include "shape/json.h"
#include "shape/shape.h"

/* Where we are, for the stories of faults: names and indexes from the inside out. */
struct place {
    const struct place *up;
    const char         *name;           /* NULL: an index */
    size_t              index;
};

static void put_path(struct text *out, const struct place *p)
{
    if (!p) return;
    put_path(out, p->up);
    if (!p->name) return text_print(out, "[%zu]", p->index);
    if (out->size) text_put_char(out, '.');
    text_put(out, p->name);
}

static const char *path_of(struct ctx *c, const struct place *p)
{
    struct text path = {.c = c};
    put_path(&path, p);
    return text_done(&path) == OK ? path.at : "";
}

/* The text of a scalar: numbers and words as they stand, strings unfolded. false for objects and lists. */
static bool scalar_text(struct ctx *c, struct json *j, struct slice *ret, enum json_kind *ret_kind)
{
    *ret_kind = json_peek(j);
    const char *from = j->at;
    switch (*ret_kind) {
    case JSON_STRING: return json_string(c, j, ret);
    case JSON_OBJECT:
    case JSON_ARRAY:
    case JSON_BROKEN: return false;
    default:
        if (!json_skip(j)) return false;
        *ret = (struct slice){from, (size_t)(j->at - from)};
        return true;
    }
}

static bool kind_fits(const struct field *f, enum json_kind k)
{
    switch (f->kind) {
    case BOOL:                      return k == JSON_TRUE || k == JSON_FALSE;
    case I64: case F64: case CASH:  return k == JSON_NUMBER;
    default:                        return k == JSON_STRING;
    }
}

/* JSON writes 1000 also as 1e3 or 1000.0; a whole number may come as any of them. */
static struct slice plain_integer(struct ctx *c, struct slice s)
{
    double value;
    if (!memchr(s.at, '.', s.size) && !memchr(s.at, 'e', s.size) && !memchr(s.at, 'E', s.size)) return s;
    if (!number_read(s, &value) || value > 0x1p53 || value < -0x1p53 || value != (double)(int64_t)value) return s;
    char *copy = ctx_alloc(c, 1, NUMBER_SIZE_MAX);
    return copy ? (struct slice){copy, int_write(copy, (int64_t)value)} : s;
}

static void read_object(struct ctx *c, struct json *j, const struct shape *s, void *record, const struct place *up);

static void read_scalar(struct ctx *c, struct json *j, const struct field *f, void *record, const struct place *at)
{
    struct slice   text;
    enum json_kind kind;
    if (!scalar_text(c, j, &text, &kind)) {
        if (kind == JSON_OBJECT || kind == JSON_ARRAY) {
            fault(c, path_of(c, at), "must be one value, not %s", kind == JSON_OBJECT ? "an object" : "a list");
            (void)json_skip(j);
        }
        return;
    }
    if (kind == JSON_NULL) return;                      /* null is not given: what shape_default set stays */
    if (!kind_fits(f, kind)) {
        static const char *const names[] = {"", "", "a text", "a number", "true", "false", "null"};
        struct text allowed = {.c = c};
        field_put_allowed(&allowed, f);
        if (text_done(&allowed) == OK) fault(c, path_of(c, at), "must be %s, not %s", allowed.at, names[kind]);
        return;
    }
    if (f->kind == I64) text = plain_integer(c, text);
    shape_set(c, f, record, path_of(c, at), text);
}

/* One item of a list: a record, or a text checked as a field of its own that holds nothing but it. */
static void read_item(struct ctx *c, struct json *j, const struct field *f, struct list *l, const struct place *at)
{
    size_t size  = f->kind == LIST ? f->of->size : sizeof(char *);
    size_t count = l->count;
    if ((count & (count - 1)) == 0) {
        char *bigger = ctx_alloc(c, size, count ? count * 2 : 1);
        if (!bigger) {
            j->wrong = "too large";
            return;
        }
        if (count) memcpy(bigger, l->at, count * size);
        l->at = bigger;
    }
    void *item = (char *)l->at + count * size;
    l->count++;
    if (f->kind == LIST) {
        if (shape_default(c, f->of, item) != OK) return;
        read_object(c, j, f->of, item, at);
        return;
    }
    if (json_peek(j) == JSON_NULL) fault(c, path_of(c, at), "must be a text, not null");
    struct field one = {.name = f->name, .kind = TEXT, .flags = f->flags & UPPER};
    *(const char **)item = "";
    read_scalar(c, j, &one, item, at);
    if (*(const char **)item == NULL) *(const char **)item = "";        /* refused: the fault is noted */
}

static void read_list(struct ctx *c, struct json *j, const struct field *f, void *record, const struct place *at)
{
    struct list *l     = field_at(f, record);
    size_t       limit = f->max > 0 ? (size_t)f->max : LIST_COUNT_MAX;
    bool         told  = false;
    enum json_kind kind = json_peek(j);
    if (kind == JSON_BROKEN) return;
    if (kind == JSON_NULL) {
        (void)json_skip(j);
        return;
    }
    if (kind != JSON_ARRAY) {
        fault(c, path_of(c, at), "must be a list");
        (void)json_skip(j);
        return;
    }
    *l = (struct list){0};
    if (!json_enter(j, '[')) return;
    while (json_item(j)) {
        struct place here = {.up = at, .index = l->count};
        if (l->count < limit) {
            read_item(c, j, f, l, &here);
            continue;
        }
        if (!told) fault(c, path_of(c, at), "must be a list of at most %zu items", limit);
        told = true;
        (void)json_skip(j);
    }
}

static void read_object(struct ctx *c, struct json *j, const struct shape *s, void *record, const struct place *up)
{
    uint64_t     seen = 0;
    struct slice name;
    enum json_kind kind = json_peek(j);
    if (kind == JSON_BROKEN) return;
    if (kind != JSON_OBJECT) {
        fault(c, path_of(c, up), "must be an object");
        (void)json_skip(j);
        return;
    }
    if (!json_enter(j, '{')) return;
    while (json_member(c, j, &name)) {
        const struct field *f = shape_find(s, name);
        if (!f || (f->flags & LOCAL)) {
            struct place here = {.up = up, .name = ctx_copy(c, name)};
            fault(c, here.name ? path_of(c, &here) : "", "is not known here");
            (void)json_skip(j);
            continue;
        }
        struct place here = {.up = up, .name = f->name};
        uint64_t     bit  = 1ull << (f - s->fields);
        if (seen & bit) fault(c, path_of(c, &here), "is given twice");
        seen |= bit;
        if (f->kind == LIST || f->kind == TEXTS) {
            read_list(c, j, f, record, &here);
            continue;
        }
        if (f->kind == F64S || f->kind == DAYS || f->kind == BYTES) {
            fault(c, path_of(c, &here), "is computed, not given");
            (void)json_skip(j);
            continue;
        }
        read_scalar(c, j, f, record, &here);
    }
}

err json_read_record(struct ctx *c, const struct shape *s, struct slice json, void *record)
{
    struct json j = json_of(json);
    read_object(c, &j, s, record, NULL);
    TRY(json_end(c, &j));
    shape_check_required(c, s, record);
    return faults_end(c);
}
