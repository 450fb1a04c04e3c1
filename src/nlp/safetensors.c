#include "nlp/safetensors.h"

#include "base/number.h"
#include "nlp/bert_kernel.h"
#include "shape/json.h"

enum { LENGTH_SIZE = 8 };

struct reading {
    struct ctx    *c;
    const char    *file;
    struct json    j;
    struct slice   data;                /* what stands behind the header */
    struct tensor *at;
    size_t         count, room;
};

static const struct { const char *name; enum tensor_kind kind; size_t size; } kinds[] = {
    {"F32", TENSOR_F32, 4},   {"F16", TENSOR_F16, 2},   {"BF16", TENSOR_BF16, 2}, {"F64", TENSOR_OTHER, 8}, {"I64", TENSOR_OTHER, 8},
    {"I32", TENSOR_OTHER, 4}, {"I16", TENSOR_OTHER, 2}, {"I8", TENSOR_OTHER, 1},  {"U64", TENSOR_OTHER, 8}, {"U32", TENSOR_OTHER, 4},
    {"U16", TENSOR_OTHER, 2}, {"U8", TENSOR_OTHER, 1},  {"BOOL", TENSOR_OTHER, 1}, {"F8_E4M3", TENSOR_OTHER, 1}, {"F8_E5M2", TENSOR_OTHER, 1},
};

enum { KINDS = sizeof kinds / sizeof *kinds };

#define WRONG(r, format, ...) fail((r)->c, ERR_DATA, "%s: " format, (r)->file __VA_OPT__(,) __VA_ARGS__)
#define NAMED(t) (int)((t)->name.size < 80 ? (t)->name.size : 80), (t)->name.at

static bool read_size(struct json *j, size_t *ret)
{
    struct slice text;
    int64_t      value;
    if (!json_number(j, &text) || !int_read(text, &value) || value < 0) return false;
    *ret = (size_t)value;
    return true;
}

/* Whole numbers of a list, at most `room`. */
static bool read_sizes(struct json *j, size_t room, size_t *ret, size_t *ret_count)
{
    *ret_count = 0;
    if (!json_enter(j, '[')) return false;
    while (json_item(j))
        if (*ret_count == room || !read_size(j, &ret[(*ret_count)++])) return false;
    return true;
}

/* The bytes that a tensor of that shape takes; false when no size_t holds them. */
static bool size_of(const struct tensor *t, size_t of_one, size_t *ret)
{
    *ret = of_one;
    for (size_t i = 0; i < t->dimensions; i++)
        if (__builtin_mul_overflow(*ret, t->shape[i], ret)) return false;
    return true;
}

static err read_tensor(struct reading *r, struct tensor *t)
{
    struct slice member, dtype = {0};
    size_t       span[2] = {0}, kind = 0, spans = 0, size;
    bool         shaped = false;
    if (!json_enter(&r->j, '{')) return json_end(r->c, &r->j);
    while (json_member(r->c, &r->j, &member)) {
        bool good = true;
        if (slice_is(member, "dtype"))             good = json_string(r->c, &r->j, &dtype);
        else if (slice_is(member, "shape"))        good = shaped = read_sizes(&r->j, TENSOR_DIMENSIONS_MAX, t->shape, &t->dimensions);
        else if (slice_is(member, "data_offsets")) good = read_sizes(&r->j, 2, span, &spans);
        else                                       good = json_skip(&r->j);
        if (!good && !r->j.wrong) return WRONG(r, "tensor '%.*s': its %.*s is not as it should be", NAMED(t), (int)member.size, member.at);
        if (!good) return json_end(r->c, &r->j);
    }
    if (r->j.wrong) return json_end(r->c, &r->j);
    while (kind < KINDS && !slice_is(dtype, kinds[kind].name)) kind++;
    if (kind == KINDS) return WRONG(r, "tensor '%.*s': no dtype '%.*s' is known", NAMED(t), (int)(dtype.size < 20 ? dtype.size : 20), dtype.at);
    if (!shaped || spans != 2) return WRONG(r, "tensor '%.*s' has no shape or no offsets", NAMED(t));
    if (span[0] > span[1] || span[1] > r->data.size)
        return WRONG(r, "tensor '%.*s' would lie at bytes %zu to %zu of %zu", NAMED(t), span[0], span[1], r->data.size);
    if (!size_of(t, kinds[kind].size, &size) || size != span[1] - span[0])
        return WRONG(r, "tensor '%.*s' has %zu bytes, which is not what its shape takes", NAMED(t), span[1] - span[0]);
    t->kind  = kinds[kind].kind;
    t->begin = span[0];
    t->bytes = (struct slice){r->data.at + span[0], size};
    return OK;
}

static err make_room(struct reading *r)
{
    struct tensor *more;
    if (r->count == TENSORS_MAX) return fail(r->c, ERR_LIMIT, "%s: more than %d tensors", r->file, TENSORS_MAX);
    if (r->count < r->room) return OK;
    r->room = r->room ? 2 * r->room : 256;
    TRY(NEW(r->c, more, r->room));
    if (r->count) memcpy(more, r->at, r->count * sizeof *more);
    r->at = more;
    return OK;
}

static err read_header(struct reading *r)
{
    struct slice name;
    if (!json_enter(&r->j, '{')) return json_end(r->c, &r->j);
    while (json_member(r->c, &r->j, &name)) {
        if (slice_is(name, "__metadata__")) {
            json_skip(&r->j);
            continue;
        }
        TRY(make_room(r));
        r->at[r->count] = (struct tensor){.name = name};
        TRY(read_tensor(r, &r->at[r->count++]));
    }
    return json_end(r->c, &r->j);
}

static int by_place(const void *a, const void *b)
{
    const struct tensor *x = a, *y = b;
    if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
    return (x->bytes.size > y->bytes.size) - (x->bytes.size < y->bytes.size);
}

static int by_name(const void *a, const void *b)
{
    const struct tensor *x = *(const struct tensor *const *)a, *y = *(const struct tensor *const *)b;
    size_t size  = x->name.size < y->name.size ? x->name.size : y->name.size;
    int    order = size ? memcmp(x->name.at, y->name.at, size) : 0;
    return order ? order : (x->name.size > y->name.size) - (x->name.size < y->name.size);
}

static err check_apart(struct reading *r)
{
    const struct tensor **named;
    qsort(r->at, r->count, sizeof *r->at, by_place);
    for (size_t i = 1; i < r->count; i++) {
        const struct tensor *last = &r->at[i - 1], *t = &r->at[i];
        if (t->begin < last->begin + last->bytes.size) return WRONG(r, "tensors '%.*s' and '%.*s' overlap", NAMED(last), NAMED(t));
    }
    TRY(NEW(r->c, named, r->count));
    for (size_t i = 0; i < r->count; i++) named[i] = &r->at[i];
    qsort(named, r->count, sizeof *named, by_name);
    for (size_t i = 1; i < r->count; i++)
        if (by_name(&named[i - 1], &named[i]) == 0) return WRONG(r, "tensor '%.*s' is there twice", NAMED(named[i]));
    return OK;
}

err safetensors_open(struct ctx *c, const char *name, struct slice file, struct tensors *ret)
{
    struct reading r = {.c = c, .file = name};
    uint64_t       size = 0;
    if (file.size < LENGTH_SIZE) return WRONG(&r, "%zu bytes are no safetensors file", file.size);
    for (size_t i = LENGTH_SIZE; i-- > 0;) size = size << 8 | (unsigned char)file.at[i];
    if (size > file.size - LENGTH_SIZE)
        return WRONG(&r, "its header would have %llu bytes, but %zu are left", (unsigned long long)size, file.size - LENGTH_SIZE);
    if (size > TENSOR_HEADER_SIZE_MAX) return fail(c, ERR_LIMIT, "%s: a header of %llu bytes; the most is %d", name, (unsigned long long)size, TENSOR_HEADER_SIZE_MAX);
    r.j    = json_of((struct slice){file.at + LENGTH_SIZE, size});
    r.data = (struct slice){file.at + LENGTH_SIZE + size, file.size - LENGTH_SIZE - size};
    err e  = read_header(&r);
    if (e == ERR_USAGE) return WRONG(&r, "its header: %s", ctx_print(c, "%s", c->note));
    TRY(e);
    TRY(check_apart(&r));
    *ret = (struct tensors){name, r.at, r.count};
    return OK;
}

const struct tensor *tensors_find(const struct tensors *t, const char *name)
{
    for (size_t i = 0; i < t->count; i++)
        if (slice_is(t->at[i].name, name)) return &t->at[i];
    return NULL;
}

void tensor_floats(const struct tensor *t, size_t first, size_t count, float *ret)
{
    uint16_t half;
    if (t->kind == TENSOR_F32) {
        memcpy(ret, t->bytes.at + first * sizeof *ret, count * sizeof *ret);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        memcpy(&half, t->bytes.at + (first + i) * sizeof half, sizeof half);
        ret[i] = t->kind == TENSOR_F16 ? float_of_f16(half) : float_of_bf16(half);
    }
}
