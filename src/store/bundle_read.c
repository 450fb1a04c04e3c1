#include "base/day.h"
#include "base/number.h"
#include "store/bundle.h"

enum { FETCH = 256 << 10 };

static const char HEAD[] = "lumia bundle ";

/* ---- bytes ---- */

static struct slice rest_of(const struct bundle *b) { return (struct slice){b->held.at + b->used, b->held.size - b->used}; }

/* More of the stream behind what is held, whose used part goes; *ret_size is 0 at its end. */
static err fetch(struct ctx *c, struct bundle *b, size_t *ret_size)
{
    struct slice rest = rest_of(b);
    if (rest.size && b->used) memmove(b->held.at, rest.at, rest.size);
    b->held.size = rest.size;
    b->used      = 0;
    char *room = text_room(&b->held, FETCH);
    if (!room) return fail(c, ERR_NOMEM, "no memory for a part of a bundle");
    TRY(input_read(b->c, b->in, room, FETCH, ret_size));
    b->held.size += *ret_size;
    return OK;
}

static err take_bytes(struct ctx *c, struct bundle *b, size_t size, struct slice *ret)
{
    size_t fresh = 1;
    while (rest_of(b).size < size && fresh) TRY(fetch(c, b, &fresh));
    if (rest_of(b).size < size) return fail(c, ERR_DATA, "it ends too early");
    *ret = (struct slice){b->held.at + b->used, size};
    b->used += size;
    return OK;
}

/* A line without its end; what it points to is good until the next bytes are taken. */
static err take_line(struct ctx *c, struct bundle *b, struct slice *ret)
{
    const char *end = NULL;
    for (size_t fresh = 1;;) {
        struct slice rest = rest_of(b);
        end = rest.size ? memchr(rest.at, '\n', rest.size < BUNDLE_LINE_MAX ? rest.size : BUNDLE_LINE_MAX) : NULL;
        if (end || rest.size >= BUNDLE_LINE_MAX || !fresh) break;
        TRY(fetch(c, b, &fresh));
    }
    if (!end) return fail(c, ERR_DATA, rest_of(b).size ? "a line of it has no end" : "it ends too early");
    size_t size = (size_t)(end - rest_of(b).at);
    TRY(take_bytes(c, b, size + 1, ret));
    ret->size = size;
    return OK;
}

/* ---- lines ---- */

err bundle_open(struct ctx *c, struct input *in, struct bundle *ret)
{
    struct bundle *b = ret;
    struct slice   line;
    int64_t        version;
    *b = (struct bundle){.c = c, .in = in, .held.c = c};
    digest_open(&b->digest);
    err e = take_line(c, b, &line);
    if (e == ERR_DATA || (e == OK && (line.size < sizeof HEAD || memcmp(line.at, HEAD, sizeof HEAD - 1) != 0)))
        return fail(c, ERR_DATA, "%s is no bundle of Lumia's", in->name);
    TRY(e);
    digest_add(&b->digest, line.at, line.size + 1);
    struct slice made = {line.at + sizeof HEAD - 1, line.size - (sizeof HEAD - 1)}, number = slice_cut(&made, ' ');
    if (!int_read(number, &version) || version < 1) return fail(c, ERR_DATA, "%s is no bundle of Lumia's", in->name);
    if (version > BUNDLE_VERSION) return fail(c, ERR_REFUSED, "%s is a bundle of version %lld; this program reads version %d", in->name, (long long)version, BUNDLE_VERSION);
    return time_read(made, &b->made) ? OK : fail(c, ERR_DATA, "%s does not say when it was made", in->name);
}

/* "end", the digest, and nothing behind it. */
static err take_end(struct ctx *c, struct bundle *b, struct slice said)
{
    size_t more = 1;
    if (!slice_is(said, b->seen.digest)) return fail(c, ERR_DATA, "its digest is not that of what it holds");
    while (more && rest_of(b).size == 0) TRY(fetch(c, b, &more));
    return rest_of(b).size == 0 ? OK : fail(c, ERR_DATA, "something stands behind its end");
}

static err take_part(struct ctx *c, struct bundle *b, struct slice name, struct slice line, struct bundle_part *ret)
{
    char         columns[BUNDLE_LINE_MAX];
    int64_t      size;
    struct slice number = slice_cut(&line, ' '), packed, names = {columns, line.size};
    size_t       table = 0;
    while (table < BUNDLE_TABLES && !slice_is(name, bundle_names[table])) table++;
    if (table == BUNDLE_TABLES) return fail(c, ERR_DATA, "it holds '%.*s', which this program does not know", (int)(name.size < 60 ? name.size : 60), name.at);
    if (!int_read(number, &size) || size < 1 || size > BUNDLE_PART_MAX) return fail(c, ERR_DATA, "a part of it has no size from 1 to %d", BUNDLE_PART_MAX);
    memcpy(columns, line.at, line.size);        /* the line goes when its bytes come */
    TRY(take_bytes(c, b, (size_t)size, &packed));
    digest_add(&b->digest, packed.at, packed.size);
    ret->table = (enum bundle_table)table;
    TRY(bundle_unpack(c, bundle_shapes[table], names, packed, &ret->rows, &ret->count));
    return bundle_check(c, b, ret);
}

static err take_next(struct ctx *c, struct bundle *b, struct bundle_part *ret, bool *ret_more)
{
    struct digest before = b->digest;
    struct slice  line;
    TRY(take_line(c, b, &line));
    digest_add(&b->digest, line.at, line.size + 1);
    struct slice name = slice_cut(&line, ' ');
    *ret_more = !slice_is(name, "end");
    if (*ret_more) return take_part(c, b, name, line, ret);
    digest_done(&before, b->seen.digest);
    return take_end(c, b, line);
}

err bundle_next(struct ctx *c, struct bundle *b, struct bundle_part *ret, bool *ret_more)
{
    err e = take_next(c, b, ret, ret_more);
    if (e == OK || e == ERR_NOMEM) return e;
    char *story = ctx_copy(c, slice_of(c->note[0] ? c->note : b->c->note));
    return story ? fail(c, e == ERR_REFUSED ? e : ERR_DATA, "%s: %s", b->in->name, story) : ERR_NOMEM;
}
