/* Any text between the brackets of hypertable(…) and hypertable_rollup(…) is a declaration or a refusal with a story; what is declared
 * makes sense: chunks and buckets hold the instants they are asked for, and a rollup's own declaration can be read again. */
#include <stdint.h>

#include "hyper/bucket.h"
#include "hyper/rollup_spec.h"

enum { ARGUMENTS_MAX = 80, MEMORY = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds) abort();
}

static void check_span(int64_t span)
{
    static const int64_t instants[] = {0, -1, 951782400000000, -4102444800000000, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof instants / sizeof *instants; i++) {
        int64_t       first, last;
        struct bucket b = bucket_of(span, instants[i]);
        chunk_bounds(span, instants[i], &first, &last);
        check(first <= instants[i] && instants[i] <= last);
        check(b.first <= instants[i] && instants[i] <= b.last);
        check(bucket_of(span, b.last).first == b.first);
    }
    check(bucket_nests(span, span));
}

static void read_table(struct ctx *c, const char *const *args, size_t count)
{
    struct spec s;
    err         e = spec_read(c, args, count, &s);
    check(e == OK || c->note[0]);
    if (e != OK) return;
    check(s.segment && s.time && s.column_count > 0 && s.column_count <= HYPER_COLUMNS_MAX && s.chunk != 0);
    check_span(s.chunk);
}

static void read_rollup(struct ctx *c, const char *const *args, size_t count)
{
    static const struct spec source = {.segment = "asset", .time = "at", .column_count = 3, .name = {"close", "size", "note"},
                                       .type = {COLUMN_REAL, COLUMN_INT, COLUMN_TEXT}};
    struct rollup_spec r;
    struct rollup_plan p;
    struct spec        own;
    err                e = rollup_spec_read(c, args, count, &r);
    check(e == OK || c->note[0]);
    if (e != OK) return;
    check_span(r.width);
    e = rollup_spec_plan(c, &r, &source, &p);
    check(e == OK || c->note[0]);
    if (e != OK || spec_read(c, p.arguments, p.argument_count, &own) != OK) return;
    check(own.column_count == r.column_count && memcmp(own.type, p.type, own.column_count * sizeof *own.type) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_CTX     c = {0}, d = {0};
    const char  *args[ARGUMENTS_MAX];
    size_t       count = 0;
    struct slice rest = {(const char *)data, size};
    ctx_open(&c, MEMORY);
    ctx_open(&d, MEMORY);
    while (rest.size && count < ARGUMENTS_MAX) {
        args[count] = ctx_copy(&d, slice_cut(&rest, ','));
        if (!args[count++]) return 0;
    }
    read_table(&c, args, count);
    ctx_reset(&c);
    read_rollup(&c, args, count);
    return 0;
}
