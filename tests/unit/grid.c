/* Tables for a terminal: every row fits the width, missing is a dash, letters are never cut in half. */
#include <math.h>

#include "../check.h"
#include "../scratch.h"
#include "shape/json.h"
#include "shape/shape.h"

#define ROW(X, T)                                               \
    X(T, TEXT, symbol, 0,        "symbol")                      \
    X(T, F64,  price,  NULLABLE, "price")                       \
    X(T, F64,  share,  NULLABLE, "share", .unit = "%")          \
    X(T, BOOL, active, 0,        "is it traded")                \
    X(T, DAY,  listed, NULLABLE, "first day")                   \
    X(T, TEXT, detail, NULLABLE, "what is to be said")          \
    X(T, TEXT, token,  SECRET,   "never shown")

RECORD(grid_row, ROW);
SHAPE(grid_row, ROW);

enum { MEMORY = 8 << 20 };

static size_t columns_of(struct slice line)
{
    size_t count = 0;
    for (size_t i = 0; i < line.size; i++) count += ((unsigned char)line.at[i] & 0xc0) != 0x80;
    return count;
}

static bool is_utf8(struct slice s)
{
    while (s.size > 0) {
        size_t size = utf8_size(s.at, s.size);
        if (size == 0) return false;
        s = (struct slice){s.at + size, s.size - size};
    }
    return true;
}

static const struct grid_row rows[] = {
    {"AAPL", 169.23, 0.125, true, 17529, "a text that is rather longer than forty-eight columns of a terminal are wide", "secret"},
    {"\xc3\x84\xc3\x96\xe2\x82\xac", 0.000012345678, NAN, false, DAY_NONE, NULL, "secret"},
    {"BIG", 123456789012, -1, true, 0, "two\nlines\tand a tab", "secret"},
    {"NONE", NAN, 0, false, -1, "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac"
                             "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac"
                             "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac"
                             "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac"
                             "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac", "secret"},
};
enum { ROWS = sizeof rows / sizeof *rows };

TEST(grid_keeps_every_width)
{
    for (size_t width = 6; width <= 140; width++) {
        AUTO_CTX    c = {0};
        struct text out = {.c = &c};
        size_t      line = 0;
        ctx_open(&c, MEMORY);
        grid_put(&out, &grid_row_shape, rows, ROWS, width);
        NEED(text_done(&out) == OK);
        CHECK(is_utf8(text_slice(&out)), "width %zu", width);
        CHECK(!strstr(out.at, "secret") && !strstr(out.at, "token"), "width %zu", width);
        for (struct slice rest = text_slice(&out); rest.size > 0; line++) {
            struct slice text = slice_cut(&rest, '\n');
            if (line <= ROWS) CHECK(columns_of(text) <= width, "width %zu, line %zu: %.*s", width, line, (int)text.size, text.at);
            else              CHECK(strncmp(text.at, "(not shown for want of room:", 28) == 0, "%.*s", (int)text.size, text.at);
        }
        CHECK(line == ROWS + 1 || line == ROWS + 2, "width %zu: %zu lines", width, line);
    }
}

TEST(grid_without_a_limit_shows_everything)
{
    AUTO_CTX    c = {0};
    struct text out = {.c = &c};
    ctx_open(&c, MEMORY);
    grid_put(&out, &grid_row_shape, rows, 3, 0);
    CHECK(text_done(&out) == OK);
    CHECK(strcmp(out.at,
                 "symbol         price     share  active  listed      detail\n"
                 "AAPL          169.23    12.50%  yes     2017-12-29  a text that is rather longer than forty-eight columns of a terminal are wide\n"
                 "\xc3\x84\xc3\x96\xe2\x82\xac      1.23457e-05         -  no      -           -\n"
                 "BIG     123456789012  -100.00%  yes     1970-01-01  two lines and a tab\n") == 0, "\n%s", out.at);
}

TEST(grid_of_nothing_is_its_head)
{
    AUTO_CTX    c = {0};
    struct text out = {.c = &c};
    ctx_open(&c, MEMORY);
    grid_put(&out, &grid_row_shape, NULL, 0, 80);
    CHECK(text_done(&out) == OK && strcmp(out.at, "symbol  price  share  active  listed  detail\n") == 0, "%s", out.at);
}

TEST(card_shows_each_field_on_its_line)
{
    AUTO_CTX    c = {0};
    struct text out = {.c = &c};
    ctx_open(&c, MEMORY);
    card_put(&out, &grid_row_shape, &rows[1], 80);
    CHECK(text_done(&out) == OK && strcmp(out.at, "symbol  \xc3\x84\xc3\x96\xe2\x82\xac\nprice   1.23457e-05\nshare   -\nactive  no\nlisted  -\ndetail  -\n") == 0, "%s", out.at);
}

TEST(grid_without_memory_says_so)
{
    for (long n = 1; n < 8; n++) {
        AUTO_CTX    c = {0};
        struct text out = {.c = &c};
        ctx_open(&c, MEMORY);
        c.fail_at = n;
        grid_put(&out, &grid_row_shape, rows, ROWS, 60);
        err e = text_done(&out);
        CHECK(e == ERR_NOMEM || c.alloc_count < n, "allocation %ld", n);
    }
}
