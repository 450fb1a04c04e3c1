/* Lines to cells and back: whatever stands in a cell comes back from the line it was put into. */
#include "shape/csv.h"

#include "../check.h"
#include "../scratch.h"
#include "shape/shape.h"

#define PAIR(X, T)                          \
    X(T, TEXT, first,  0, "one text")       \
    X(T, TEXT, second, 0, "another text")

RECORD(pair, PAIR);
SHAPE(pair, PAIR);

enum { MEMORY = 8 << 20 };

static size_t split(const char *line, char separator, char copy[256], struct slice *cells)
{
    size_t size = strlen(line);
    memcpy(copy, line, size);
    return csv_split(copy, size, separator, cells);
}

TEST(csv_cells_come_back_from_their_line)
{
    static const char letters[] = "ab,;\"\"\n\r\t |";
    uint64_t seed = 2;
    for (int round = 0; round < 20000; round++) {
        AUTO_CTX     c = {0};
        struct slice cells[CSV_CELLS_MAX];
        char         texts[2][12];
        struct text  out = {.c = &c};
        ctx_open(&c, MEMORY);
        for (int k = 0; k < 2; k++) {
            size_t size = random_below(&seed, sizeof texts[k]);
            for (size_t i = 0; i < size; i++) texts[k][i] = letters[random_below(&seed, sizeof letters - 1)];
            texts[k][size] = 0;
        }
        csv_put_record(&out, &pair_shape, &(struct pair){texts[0], texts[1]});
        csv_put_record(&out, &pair_shape, &(struct pair){"next", "line"});
        NEED(text_done(&out) == OK);
        size_t line = csv_line_size(text_slice(&out), round % 2), count = csv_split(out.at, line, ',', cells);
        bool same = out.size - line == strlen("next,line\n") && count == 2 && slice_same(cells[0], slice_of(texts[0])) && slice_same(cells[1], slice_of(texts[1]));
        if (same) continue;
        CHECK(false, "round %d: [%s] [%s]", round, texts[0], texts[1]);
        return;
    }
    CHECK(true);
}

TEST(csv_splits_the_usual_lines)
{
    static const struct { const char *line; char separator; const char *cells[5]; } cases[] = {
        {"a,b,c", ',', {"a", "b", "c"}}, {"a,b,c\r\n", ',', {"a", "b", "c"}}, {"a,b,c\n", ',', {"a", "b", "c"}}, {"a,,", ',', {"a", "", ""}}, {",", ',', {"", ""}},
        {"", ',', {""}}, {"\"a,b\",c", ',', {"a,b", "c"}}, {"\"a\"\"b\",c", ',', {"a\"b", "c"}}, {"\"\",\"\"", ',', {"", ""}}, {"\"a\"x,c", ',', {"a", "c"}},
        {"a\"b,c", ',', {"a\"b", "c"}}, {"\"open,c", ',', {"open,c"}}, {" a , b ", ',', {" a ", " b "}}, {"a;b", ';', {"a", "b"}}, {"a\tb", '\t', {"a", "b"}},
        {"a|b", '|', {"a", "b"}}, {"1,5;2", ';', {"1,5", "2"}}, {"\"a\nb\",c\n", ',', {"a\nb", "c"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct slice cells[CSV_CELLS_MAX];
        char         copy[256];
        size_t       count = split(cases[i].line, cases[i].separator, copy, cells), expected = 0;
        while (expected < 5 && cases[i].cells[expected]) expected++;
        CHECK(count == expected, "%s: %zu cells", cases[i].line, count);
        for (size_t k = 0; k < count && k < expected; k++)
            CHECK(slice_is(cells[k], cases[i].cells[k]), "%s, cell %zu: %.*s", cases[i].line, k, (int)cells[k].size, cells[k].at);
    }
}

TEST(csv_lines_end_where_they_end)
{
    static const struct { const char *text; size_t size, last; } cases[] = {
        {"", 0, 0}, {"a", 0, 1}, {"a\n", 2, 2}, {"a\r\nb", 3, 3}, {"a\nb\n", 2, 2}, {"\n\n", 1, 1}, {"\"a\nb\"\nc", 6, 6}, {"\"a\nb", 0, 3}, {"x\"\ny\"\n", 3, 3},
        {"1,2,5\" disc\n3,4,x\n", 12, 12}, {"a,\"b\"\"\n\"\nc\n", 9, 9}, {"a\rb", 2, 2}, {"a\r", 0, 2}, {"\"a\rb\"\rc\r", 6, 6}, {"a;\"b\nc\"\nd", 8, 8},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct slice text = slice_of(cases[i].text);
        CHECK(csv_line_size(text, false) == cases[i].size, "case %zu: %zu", i, csv_line_size(text, false));
        CHECK(csv_line_size(text, true) == cases[i].last, "case %zu, last: %zu", i, csv_line_size(text, true));
    }
    CHECK(csv_line_size((struct slice){NULL, 0}, true) == 0);
}

/* A quote that is never closed costs its own line, not all that follow. */
TEST(csv_unclosed_quote_costs_one_line)
{
    static const char text[] = "a,b\n1,\"2\n3,4\n5,6\n";
    size_t lines = 0;
    for (struct slice rest = {text, sizeof text - 1}; rest.size > 0; lines++) {
        size_t size = csv_line_size(rest, true);
        rest = (struct slice){rest.at + size, rest.size - size};
    }
    CHECK(lines == 4, "%zu lines", lines);
}

TEST(csv_finds_the_separator_outside_quotes)
{
    static const struct { const char *line; char separator; } cases[] = {
        {"a,b,c", ','}, {"a;b;c", ';'}, {"a\tb\tc", '\t'}, {"a|b|c", '|'}, {"a", ','}, {"", ','}, {"\"a,b,c,d\";e;f", ';'}, {"a;b,c", ','}, {"a b\tc,d\te", '\t'},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK(csv_separator(slice_of(cases[i].line)) == cases[i].separator, "%s: '%c'", cases[i].line, csv_separator(slice_of(cases[i].line)));
    CHECK(csv_separator((struct slice){"\0,\0", 3}) == ',');
}

TEST(csv_more_cells_than_there_is_room_for_are_dropped)
{
    char         line[400];
    struct slice cells[CSV_CELLS_MAX];
    for (size_t i = 0; i < sizeof line; i++) line[i] = i % 2 ? ',' : 'x';
    CHECK(csv_split(line, sizeof line, ',', cells) == CSV_CELLS_MAX && slice_is(cells[CSV_CELLS_MAX - 1], "x"));
}
