/* Text grows to the same bytes however it is put together, and a failure sticks until it is asked for. */
#include "base/text.h"

#include "../check.h"
#include "../scratch.h"
#include "base/number.h"

enum { PIECES = 3000, PIECE_MAX = 40 };

/* The same pieces through every door of text.h, beside a plain buffer. */
static size_t put_pieces(struct text *t, char *plain, uint64_t seed)
{
    size_t size = 0;
    for (int i = 0; i < PIECES; i++) {
        char   piece[PIECE_MAX + 1];
        size_t length = random_below(&seed, PIECE_MAX);
        for (size_t k = 0; k < length; k++) piece[k] = (char)('a' + random_below(&seed, 26));
        piece[length] = 0;
        switch (random_below(&seed, 5)) {
        case 0:  text_put(t, piece); break;
        case 1:  text_put_slice(t, (struct slice){piece, length}); break;
        case 2:  text_print(t, "%s", piece); break;
        case 3:  for (size_t k = 0; k < length; k++) text_put_char(t, piece[k]); break;
        default: text_put_repeat(t, 'z', length), memset(piece, 'z', length); break;
        }
        if (plain) memcpy(plain + size, piece, length);
        size += length;
    }
    return size;
}

TEST(text_grows_to_the_bytes_that_were_put)
{
    static char plain[PIECES * PIECE_MAX];
    for (uint64_t seed = 1; seed <= 5; seed++) {
        AUTO_CTX c = {0};
        ctx_open(&c, 64 << 20);
        struct text t    = {.c = &c};
        size_t      size = put_pieces(&t, plain, seed);
        CHECK(text_done(&t) == OK);
        CHECK(t.size == size && memcmp(t.at, plain, size) == 0 && t.at[size] == 0, "seed %d", (int)seed);
    }
}

/* Fail every allocation in turn: the text is whole, or text_done says that it is not. */
TEST(text_is_whole_or_says_so)
{
    long allocations = 0;
    for (long n = 1; n <= allocations + 1; n++) {
        AUTO_CTX c = {0};
        ctx_open(&c, 64 << 20);
        c.fail_at = n;
        struct text t    = {.c = &c};
        size_t      size = put_pieces(&t, NULL, 7);
        err         e    = text_done(&t);
        CHECK(e == (t.broken ? ERR_NOMEM : OK) && (e != OK || t.size == size), "allocation %ld", n);
        if (n == 1) {                           /* how many there are is known from an undisturbed run */
            AUTO_CTX calm = {0};
            ctx_open(&calm, 64 << 20);
            struct text whole = {.c = &calm};
            (void)put_pieces(&whole, NULL, 7);
            CHECK(text_done(&whole) == OK);
            allocations = calm.alloc_count;
        }
    }
    CHECK(allocations > 3);
}

TEST(text_of_nothing_is_empty)
{
    AUTO_CTX c = {0};
    ctx_open(&c, 1 << 20);
    struct text t = {.c = &c};
    text_put_slice(&t, (struct slice){NULL, 0});
    text_put(&t, NULL);
    text_print(&t, "%s", "");
    text_put_repeat(&t, 'x', 0);
    CHECK(text_done(&t) == OK && t.size == 0 && t.at[0] == 0);
}

TEST(text_puts_numbers)
{
    AUTO_CTX c = {0};
    ctx_open(&c, 1 << 20);
    struct text t = {.c = &c};
    text_put_int(&t, INT64_MIN);
    text_put_char(&t, ' ');
    text_put_number(&t, -0.125);
    text_put_char(&t, ' ');
    text_put_number(&t, 1e300);
    CHECK(text_done(&t) == OK && strcmp(t.at, "-9223372036854775808 -0.125 1e+300") == 0, "%s", t.at);
}

TEST(text_does_not_outgrow_its_ctx)
{
    AUTO_CTX c = {0};
    ctx_open(&c, 1 << 20);
    struct text t = {.c = &c};
    for (int i = 0; i < 100; i++) text_put_repeat(&t, 'x', 100000);
    CHECK(text_done(&t) == ERR_NOMEM && strstr(c.note, "does not fit into 1 MB") != NULL, "%s", c.note);
}
