#include "ops/op.h"

const struct op *op_find(struct slice name)
{
    for (const struct op *const *o = ops; *o; o++) {
        const char *have = (*o)->name;
        bool        same = name.size == strlen(have);
        for (size_t i = 0; same && i < name.size; i++) same = name.at[i] == have[i] || (name.at[i] == '_' && have[i] == ' ');
        if (same) return *o;
    }
    return NULL;
}

struct slice op_id(struct ctx *c, const struct op *op)
{
    char *id = ctx_copy(c, slice_of(op->name));
    for (char *p = id; p && *p; p++)
        if (*p == ' ') *p = '_';
    return slice_of(id);
}

bool op_has_body(const struct op *op) { return strcmp(op->method, "POST") == 0 && !op->takes_body; }

static bool in_path(const struct op *op, const struct field *f)
{
    size_t size = strlen(f->name);
    for (const char *at = strchr(op->path, '{'); at; at = strchr(at + 1, '{'))
        if (strncmp(at + 1, f->name, size) == 0 && at[1 + size] == '}') return true;
    return false;
}

enum place op_place(const struct op *op, const struct field *f)
{
    if (f->flags & LOCAL) return FROM_NOWHERE;
    if (in_path(op, f))   return FROM_PATH;
    return op_has_body(op) ? FROM_BODY : FROM_QUERY;
}

enum { REPEATS_MAX = 3 };

/* What was outrun by another transaction has changed nothing and is done again, but not what reads a stream: it can be read once. */
static err answer(struct ctx *c, const struct house *own, const struct op *op, const void *in, struct answer *ret)
{
    for (int repeat = 0;; repeat++) {
        struct answer a = {.shape = op->out};
        err           e = op->run(c, own, in, &a);
        if (e == OK) *ret = a;
        if (e != ERR_BUSY || op->takes_body || !own->store || !store_was_outrun(own->store) || repeat == REPEATS_MAX) return e;
        store_abandon(own->store);
    }
}

const struct field *op_looks_back(const struct op *op)
{
    static const char *const names[] = {"as_of", "known_at"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct field *f = shape_find(op->in, slice_of(names[i]));
        if (f && f->kind == TIME) return f;
    }
    return NULL;
}

static void look_back(struct house *own, const struct op *op, const void *in)
{
    const struct field *f = op_looks_back(op);
    if (!f || !in || field_is_null(f, in)) return;
    own->looks_back = true;
    own->as_of      = *(const int64_t *)field_at(f, in);
}

err op_answer(struct ctx *c, const struct house *h, const struct op *op, const void *in, struct answer *out)
{
    AUTO_STORE  *store = NULL;
    struct house own   = *h;
    if (op->local && h->remote) return fail(c, ERR_REFUSED, "`%s` can be used from the command line only", op->name);
    if (!op->storeless) {
        TRY(pool_lease(c, h->pool, &store));
        own.store = store;
    }
    look_back(&own, op, in);
    return answer(c, &own, op, in, out);
}

bool answer_is_simulated(const struct answer *a)
{
    const struct field *f = shape_find(a->shape, slice_of("simulated"));
    if (a->simulated) return true;
    for (size_t i = 0; f && f->kind == BOOL && i < a->count; i++)
        if (*(const bool *)field_at(f, (const char *)a->at + i * a->shape->size)) return true;
    return false;
}

void answer_put_json(struct text *out, const struct op *op, const struct answer *a)
{
    if (op->answers == ONE && a->json.size) {
        text_put_slice(out, a->json);
    } else if (op->answers == ONE) {
        json_put_record(out, a->shape, a->at);
    } else {
        text_print(out, "{\"count\":%zu,\"simulated\":%s,\"items\":", a->count, answer_is_simulated(a) ? "true" : "false");
        json_put_records(out, a->shape, a->at, a->count);
        text_put_char(out, '}');
    }
    text_put_char(out, '\n');
}

void answer_put_csv(struct text *out, const struct op *op, const struct answer *a)
{
    csv_put_header(out, a->shape);
    size_t count = op->answers == ONE ? 1 : a->count;
    for (size_t i = 0; i < count; i++) csv_put_record(out, a->shape, (const char *)a->at + i * a->shape->size);
}

void answer_put_table(struct text *out, const struct op *op, const struct answer *a, size_t width)
{
    if (op->put_text)        op->put_text(out, a, width);
    else if (op->answers == ONE) card_put(out, a->shape, a->at, width);
    else if (a->count == 0)  text_put(out, "nothing to show\n");
    else                     grid_put(out, a->shape, a->at, a->count, width);
    if (answer_is_simulated(a)) text_put(out, "\nSIMULATED: made by `lumia simulate`; these are not real assets or prices.\n");
}
