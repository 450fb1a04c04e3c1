/* ctx.h - what one request, job run or command lives in.
 *
 * A ctx owns an arena and the story of its failure. Whatever a function returns lives in the ctx it was given and dies
 * with it; nobody calls free(). A ctx belongs to one thread. The arena has a limit, set at birth. */
#ifndef BASE_CTX_H
#define BASE_CTX_H

#include <stddef.h>

#include "base/err.h"
#include "base/slice.h"

enum {
    NOTE_SIZE  = 512,           /* bytes of the story of a failure */
    FAULTS_MAX = 32,            /* faults of one input that are told; the rest is counted */
};

struct fault {                  /* one thing wrong with an input: where, and what is allowed there */
    struct fault *next;
    const char   *path, *message;
};

struct farewell {                       /* what is let go when a ctx closes: something of another owner that it holds on to */
    struct farewell *next;
    void           (*run)(void *arg);
    void            *arg;
};

struct ctx {
    struct block *blocks;
    char         *free_at;      /* room left in the newest block */
    size_t        free_size;
    size_t        used_bytes, limit_bytes;
    bool          starved;      /* an allocation has failed: what looks like a fault of an input may be that */
    long          fail_at;      /* tests: fail this allocation, counting from 1; 0 never */
    long          alloc_count;
    char          note[NOTE_SIZE];
    struct fault *faults, **faults_end;
    size_t        fault_count;
    struct farewell *farewells;
};

void ctx_open(struct ctx *c, size_t limit_bytes);
void ctx_close(struct ctx *c);
void ctx_reset(struct ctx *c);  /* as new, with the same limit */

/* A ctx for one part of what `whole` is doing, whose memory is let go before the next part: the same limit, and counted among its
 * allocations where a test lets one fail. ctx_end_part() answers e, and tells `whole` the story of the part when that is a failure. */
void ctx_open_part(struct ctx *part, const struct ctx *whole);
err  ctx_end_part(struct ctx *whole, const struct ctx *part, err e);

/* AUTO_CTX c = {0}; closes itself, also before it is opened. */
#define AUTO_CTX __attribute__((cleanup(ctx_close))) struct ctx

/* Zeroed memory for count things of size bytes, aligned for any, or NULL past the limit (and the story is told). */
void *ctx_alloc(struct ctx *c, size_t size, size_t count);

/* Calls run(arg) when the ctx closes, the last that was asked for first. When it fails, run(arg) has been called already. */
err ctx_on_close(struct ctx *c, void (*run)(void *arg), void *arg);

/* A copy that ends in a NUL, or NULL past the limit. */
char *ctx_copy(struct ctx *c, struct slice s);

/* TRY(NEW(c, points, count)) takes the type from the pointer it fills. It ends in a call, because only a call is
 * nodiscard, not a ?:. */
#define NEW(c, ptr, count) got((ptr) = ctx_alloc((c), sizeof *(ptr), (size_t)(count)))
static inline err got(const void *p) { return p ? OK : ERR_NOMEM; }

/* Tell the story and name the failure: return fail(c, ERR_USAGE, "..."); */
__attribute__((format(printf, 3, 4))) err fail(struct ctx *c, err code, const char *format, ...);

/* The compiler is told that a failure is never OK, so that it sees what is set wherever a call has succeeded. */
#define fail(...) never_ok((fail)(__VA_ARGS__))
static inline err never_ok(err code)
{
    if (code == OK) __builtin_unreachable();
    return code;
}

/* Note one fault of an input under its path ("exclude[2]"), so that all can be told at once. Past FAULTS_MAX they are
 * only counted. */
__attribute__((format(printf, 3, 4))) void fault(struct ctx *c, const char *path, const char *format, ...);

/* OK, or ERR_INVALID with the story of all faults noted so far, or ERR_NOMEM where they cannot be told from a lack of memory. */
err faults_end(struct ctx *c);

__attribute__((format(printf, 2, 3))) char *ctx_print(struct ctx *c, const char *format, ...);

#endif
