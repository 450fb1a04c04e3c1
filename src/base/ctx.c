#include "base/ctx.h"

#include <assert.h>
#include <stdarg.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCK_SIZE = 32 * 1024 };

struct block {
    struct block *next;
    alignas(max_align_t) char bytes[];
};

void ctx_open(struct ctx *c, size_t limit_bytes)
{
    *c = (struct ctx){.limit_bytes = limit_bytes};
    c->faults_end = &c->faults;
}

void ctx_close(struct ctx *c)
{
    for (struct farewell *f = c->farewells; f; f = f->next) f->run(f->arg);
    while (c->blocks) {
        struct block *dead = c->blocks;
        c->blocks = dead->next;
        free(dead);
    }
    *c = (struct ctx){0};
}

void ctx_open_part(struct ctx *part, const struct ctx *whole)
{
    ctx_open(part, whole->limit_bytes);
    part->fail_at     = whole->fail_at;
    part->alloc_count = whole->alloc_count;
}

err ctx_end_part(struct ctx *whole, const struct ctx *part, err e)
{
    if (part->alloc_count > whole->alloc_count) whole->alloc_count = part->alloc_count;
    return e == OK ? OK : (fail)(whole, e, "%s", part->note);
}

void ctx_reset(struct ctx *c)
{
    size_t limit = c->limit_bytes;
    ctx_close(c);
    ctx_open(c, limit);
}

/* Large blocks come zeroed from the system at no cost; a shared one is zeroed piece by piece, as it is taken. */
static char *add_block(struct ctx *c, size_t bytes, bool zeroed)
{
    struct block *b = zeroed ? calloc(1, sizeof *b + bytes) : malloc(sizeof *b + bytes);
    if (!b) return NULL;
    b->next = c->blocks;
    c->blocks = b;
    return b->bytes;
}

/* What a thing of so many bytes takes: whole units of alignment, and never nothing, so that the limit bounds small things too. */
static size_t rounded_up(size_t bytes)
{
    const size_t UNIT = alignof(max_align_t);
    return bytes ? (bytes + UNIT - 1) / UNIT * UNIT : UNIT;
}

/* Small things share a block; under AddressSanitizer each has its own, so that it sees every overrun. */
static char *take(struct ctx *c, size_t bytes)
{
#ifndef __SANITIZE_ADDRESS__
    size_t rounded = rounded_up(bytes);
    if (rounded <= BLOCK_SIZE / 4) {
        if (rounded > c->free_size) {
            char *fresh = add_block(c, BLOCK_SIZE, false);
            if (!fresh) return NULL;
            c->free_at   = fresh;
            c->free_size = BLOCK_SIZE;
        }
        char *at = c->free_at;
        c->free_at   += rounded;
        c->free_size -= rounded;
        return memset(at, 0, bytes);
    }
#endif
    return add_block(c, bytes ? bytes : 1, true);
}

void *ctx_alloc(struct ctx *c, size_t size, size_t count)
{
    assert(size > 0);
    size_t bytes;
    char  *at = NULL;
    bool   fits = !__builtin_mul_overflow(size, count, &bytes) && bytes <= PTRDIFF_MAX / 2 && rounded_up(bytes) <= c->limit_bytes - c->used_bytes;
    if (fits && ++c->alloc_count != c->fail_at) at = take(c, bytes);
    if (at) {
        c->used_bytes += rounded_up(bytes);
        return at;
    }
    c->starved = true;
    (void)fail(c, ERR_NOMEM, "%zu x %zu bytes do not fit into the limit of %zu MB", count, size, c->limit_bytes >> 20);
    return NULL;
}

err ctx_on_close(struct ctx *c, void (*run)(void *arg), void *arg)
{
    struct farewell *f = ctx_alloc(c, sizeof *f, 1);
    if (!f) {
        run(arg);
        return ERR_NOMEM;
    }
    *f = (struct farewell){c->farewells, run, arg};
    c->farewells = f;
    return OK;
}

char *ctx_copy(struct ctx *c, struct slice s)
{
    char *copy = ctx_alloc(c, 1, s.size + 1);
    if (copy && s.size) memcpy(copy, s.at, s.size);
    return copy;
}

err (fail)(struct ctx *c, err code, const char *format, ...)
{
    assert(code != OK);
    va_list args;
    va_start(args, format);
    vsnprintf(c->note, sizeof c->note, format, args);
    va_end(args);
    return code;
}

static char *print(struct ctx *c, const char *format, va_list args)
{
    char    usual[256];                 /* most texts fit, and are formatted once */
    va_list again;
    va_copy(again, args);
    int   size = vsnprintf(usual, sizeof usual, format, args);
    char *text = size < 0 ? NULL : ctx_alloc(c, 1, (size_t)size + 1);
    if (text && (size_t)size < sizeof usual) memcpy(text, usual, (size_t)size);
    else if (text)                           vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    return text;
}

char *ctx_print(struct ctx *c, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = print(c, format, args);
    va_end(args);
    return text;
}

void fault(struct ctx *c, const char *path, const char *format, ...)
{
    if (c->fault_count++ >= FAULTS_MAX) return;
    va_list args;
    va_start(args, format);
    const char   *message = print(c, format, args);
    struct fault *f       = ctx_alloc(c, sizeof *f, 1);
    va_end(args);
    if (!message || !f) return;         /* counted, and the note says that memory ran out */
    f->path    = ctx_copy(c, slice_of(path));
    f->message = message;
    if (!f->path) return;
    *c->faults_end = f;
    c->faults_end  = &f->next;
}

err faults_end(struct ctx *c)
{
    if (c->fault_count == 0) return OK;
    if (c->starved || !c->faults) return ERR_NOMEM;
    size_t used = 0;
    c->note[0] = 0;
    for (const struct fault *f = c->faults; f && used < sizeof c->note; f = f->next)
        used += (size_t)snprintf(c->note + used, sizeof c->note - used, "%s%s%s%s", used ? "; " : "", f->path,
                                 f->path[0] ? " " : "", f->message);
    return ERR_INVALID;
}
