/* scratch.h - what tests share: a folder that goes away again, random numbers from a seed, and NEED(). */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

enum { SCRATCH_SIZE = 64, SCRATCH_FILES_OPEN = 16 };

/* A CHECK without which the rest of the test makes no sense: it ends there. */
#define NEED(...)                                               \
    do {                                                        \
        int failed_before_ = checks_failed;                     \
        CHECK(__VA_ARGS__);                                     \
        if (checks_failed > failed_before_) return;             \
    } while (0)

struct scratch {
    char folder[SCRATCH_SIZE], path[2 * SCRATCH_SIZE];
};

static inline int scratch_forget(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

static inline void scratch_close(struct scratch *s)
{
    if (s->folder[0]) (void)nftw(s->folder, scratch_forget, SCRATCH_FILES_OPEN, FTW_DEPTH | FTW_PHYS);
}
#define AUTO_SCRATCH __attribute__((cleanup(scratch_close))) struct scratch

static inline bool scratch_open(struct scratch *s)
{
    snprintf(s->folder, sizeof s->folder, "/tmp/lumia-test-XXXXXX");
    if (mkdtemp(s->folder)) return true;
    s->folder[0] = 0;
    return false;
}

/* The path of a name in the folder; good until the next call. */
static inline char *scratch_path(struct scratch *s, const char *name)
{
    snprintf(s->path, sizeof s->path, "%s/%s", s->folder, name);
    return s->path;
}

static inline bool scratch_write(const char *path, const void *bytes, size_t size)
{
    FILE *f = fopen(path, "wb");
    bool  whole = f && (size == 0 || fwrite(bytes, 1, size, f) == size);
    return (f ? fclose(f) == 0 : false) && whole;
}

static inline uint64_t random_next(uint64_t *state)     /* SplitMix64 (Steele, Lea, Flood 2014) */
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static inline size_t random_below(uint64_t *state, size_t count) { return (size_t)(random_next(state) % count); }

static inline double random_unit(uint64_t *state) { return (double)(random_next(state) >> 11) * 0x1p-53; }

#endif
