#include "ops/price_block.h"

#include "base/thread.h"

enum { PARTS_MAX = 16, PART_SIZE_MIN = 64 << 10 };

struct part {
    char  *at;
    size_t size, first, count;          /* lines: the first one's place among all, and how many */
};

struct parts {
    struct price_block *block;
    struct part         part[PARTS_MAX];
    size_t              count;
};

size_t price_block_size(const char *at, size_t size)
{
    const char *last = memrchr(at, '\n', size), *end = at + size;
    if (!last || memchr(at, '"', size)) return 0;
    for (const char *cr = at; (cr = memchr(cr, '\r', (size_t)(end - cr))); cr++)
        if (cr + 1 < end && cr[1] != '\n') return 0;
    return (size_t)(last + 1 - at);
}

static size_t count_lines(const char *at, size_t size)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i++) count += at[i] == '\n';
    return count;
}

static void cut(struct price_block *b, struct parts *p)
{
    size_t wanted = b->size / PART_SIZE_MIN + 1, at = 0;
    if (wanted > b->threads) wanted = b->threads;
    if (wanted > PARTS_MAX)  wanted = PARTS_MAX;
    if (wanted < 1)          wanted = 1;
    for (size_t i = 0; i < wanted && at < b->size; i++) {
        size_t      end = b->size * (i + 1) / wanted;
        const char *lf  = end <= at ? NULL : memchr(b->at + end - 1, '\n', b->size - end + 1);
        if (!lf) continue;
        end = (size_t)(lf + 1 - b->at);
        p->part[p->count++] = (struct part){.at = b->at + at, .size = end - at, .first = b->count, .count = count_lines(b->at + at, end - at)};
        b->count += p->part[p->count - 1].count;
        at = end;
    }
}

static enum line_state read_line(const struct price_block *b, char *line, size_t size, struct price_row *row)
{
    struct price_fault fault;
    if (price_plain_read(b->plain, line, size, row)) return LINE_ROW;
    if (slice_trim((struct slice){line, size}).size == 0) return LINE_BLANK;
    return price_file_read(b->format, line, size, row, &fault) ? LINE_ROW : LINE_BAD;
}

/* The first index is the digest, which needs the bytes as they came: a line without quotes is not written to. */
static void labour(void *arg, size_t worker, size_t index)
{
    struct parts       *p = arg;
    struct price_block *b = p->block;
    (void)worker;
    if (index == 0) {
        digest_add(b->digest, b->fresh.at, b->fresh.size);
        return;
    }
    const struct part *part = &p->part[index - 1];
    char              *at   = part->at;
    for (size_t i = 0; i < part->count; i++) {
        size_t             size = (size_t)((char *)memchr(at, '\n', part->size - (size_t)(at - part->at)) + 1 - at), row = part->first + i;
        struct intake_row *r    = &b->rows[row];
        r->raw  = (struct slice){at, size};
        r->line = b->line + (int64_t)row;
        b->states[row] = (uint8_t)read_line(b, at, size, &r->price);
        at += size;
    }
}

bool price_block_read(struct price_block *b)
{
    struct parts p = {.block = b};
    b->count = 0;
    cut(b, &p);
    if (b->count > b->room) return false;
    thread_each(b->threads, p.count + 1, labour, &p);
    return true;
}
