/* What lives in a ctx is zeroed, aligned and bounded; its failures and faults are told, and none is lost. */
#include "base/ctx.h"

#include <stdalign.h>

#include "../check.h"
#include "../scratch.h"
#include "base/text.h"

static bool all_zero(const char *at, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (at[i]) return false;
    return true;
}

TEST(ctx_memory_is_zeroed_and_aligned)
{
    enum { ROUNDS = 3, THINGS = 500, SIZE_MAX_OF_ONE = 20000 };
    AUTO_CTX c = {0};
    uint64_t seed = 1;
    ctx_open(&c, 64 << 20);
    for (int round = 0; round < ROUNDS; round++) {
        bool zero = true, aligned = true;
        for (int i = 0; i < THINGS; i++) {
            size_t size = random_below(&seed, SIZE_MAX_OF_ONE);
            char  *at   = ctx_alloc(&c, 1, size);
            NEED(at != NULL);
            zero    &= all_zero(at, size);
            aligned &= (uintptr_t)at % alignof(max_align_t) == 0;
            memset(at, 0xa5, size);             /* what malloc hands out again must not shine through */
        }
        CHECK(zero, "round %d", round);
        CHECK(aligned, "round %d", round);
        ctx_reset(&c);
        CHECK(c.used_bytes == 0 && c.alloc_count == 0 && c.limit_bytes == 64 << 20);
    }
}

/* Whatever is asked for, what is handed out stays under the limit: small things cost what they take, not what they say. */
TEST(ctx_limit_bounds_memory_of_every_size)
{
    static const size_t sizes[] = {0, 1, 15, 16, 17, 1000, 9000, 100000};
    enum { LIMIT = 1 << 20, LEAST = 16 };
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        AUTO_CTX c = {0};
        size_t   count = 0, each = sizes[k] > LEAST ? sizes[k] : LEAST;
        ctx_open(&c, LIMIT);
        while (count <= LIMIT && ctx_alloc(&c, 1, sizes[k])) count++;
        CHECK(count <= LIMIT / each, "%zu things of %zu bytes under %d", count, sizes[k], LIMIT);
        CHECK(count >= (LIMIT - each) / (each + LEAST), "only %zu things of %zu bytes", count, sizes[k]);
        CHECK(strstr(c.note, "limit of 1 MB") != NULL, "%s", c.note);
    }
}

TEST(ctx_refuses_sizes_that_overflow)
{
    AUTO_CTX c = {0};
    ctx_open(&c, SIZE_MAX);
    CHECK(ctx_alloc(&c, SIZE_MAX / 2, 3) == NULL);
    CHECK(ctx_alloc(&c, 1, SIZE_MAX) == NULL);
    CHECK(ctx_alloc(&c, 1, SIZE_MAX - 8) == NULL);
    CHECK(ctx_alloc(&c, 16, SIZE_MAX / 16) == NULL);
    CHECK(ctx_alloc(&c, 1, 100) != NULL);
}

TEST(ctx_fails_at_the_allocation_it_is_told_to)
{
    for (long n = 1; n < 20; n++) {
        AUTO_CTX c = {0};
        long     refused = 0;
        ctx_open(&c, 1 << 20);
        c.fail_at = n;
        for (long i = 1; i <= 20; i++)
            if (!ctx_alloc(&c, 8, 3)) refused = refused ? -1 : i;
        CHECK(refused == n, "told %ld, was %ld", n, refused);
    }
}

TEST(ctx_copies_end_in_a_nul)
{
    AUTO_CTX c = {0};
    ctx_open(&c, 1 << 20);
    char *copy = ctx_copy(&c, (struct slice){"abcdef", 3}), *none = ctx_copy(&c, (struct slice){NULL, 0});
    CHECK(copy && strcmp(copy, "abc") == 0);
    CHECK(none && none[0] == 0);
    char *printed = ctx_print(&c, "%s-%d", "x", 7);
    CHECK(printed && strcmp(printed, "x-7") == 0);
}

TEST(ctx_counts_every_fault_and_tells_the_first_ones)
{
    enum { FAULTS = FAULTS_MAX + 8 };
    AUTO_CTX c = {0};
    size_t   told = 0;
    ctx_open(&c, 1 << 20);
    CHECK(faults_end(&c) == OK);
    for (int i = 0; i < FAULTS; i++) {
        char path[32];
        snprintf(path, sizeof path, "item[%d]", i);
        fault(&c, path, "must be %d", i);
    }
    for (const struct fault *f = c.faults; f; f = f->next, told++) {
        char path[32], message[32];
        snprintf(path, sizeof path, "item[%zu]", told);
        snprintf(message, sizeof message, "must be %zu", told);
        CHECK(strcmp(f->path, path) == 0 && strcmp(f->message, message) == 0, "%s %s", f->path, f->message);
    }
    CHECK(told == FAULTS_MAX && c.fault_count == FAULTS);
    CHECK(faults_end(&c) == ERR_INVALID);
    CHECK(strncmp(c.note, "item[0] must be 0; item[1] must be 1; ", 38) == 0, "%s", c.note);
    CHECK(strlen(c.note) < NOTE_SIZE);
}

/* A fault for which there is no memory is still counted: nothing passes as valid. */
TEST(ctx_counts_faults_that_it_cannot_keep)
{
    for (long n = 1; n <= 4; n++) {
        AUTO_CTX c = {0};
        ctx_open(&c, 1 << 20);
        c.fail_at = n;
        fault(&c, "risk", "must be %s", "less");
        CHECK(c.fault_count == 1);
        err e = faults_end(&c);
        CHECK(e == (n <= 3 ? ERR_NOMEM : ERR_INVALID), "allocation %ld: %s", n, err_name(e));
    }
}

TEST(ctx_story_is_cut_not_overrun)
{
    AUTO_CTX c = {0};
    ctx_open(&c, 1 << 20);
    CHECK(fail(&c, ERR_DATA, "%2000d", 1) == ERR_DATA);
    CHECK(strlen(c.note) == NOTE_SIZE - 1);
}

TEST(err_rows_are_complete)
{
    for (int e = OK; e < ERR_COUNT; e++) {
        CHECK(err_name((err)e)[0] && err_text((err)e)[0]);
        CHECK((err_http((err)e) == 200) == (e == OK) && (err_exit((err)e) == 0) == (e == OK), "%s", err_name((err)e));
    }
}
