/* Any bytes are lines, and any line is cells that lie within it; what we write for the cells reads back to them. */
#include "shape/csv.h"

#include <stdint.h>

#include "shape/shape.h"

#define CELLS(X, T)                         \
    X(T, TEXT, first,  0, "one cell")       \
    X(T, TEXT, second, 0, "another")

RECORD(fuzz_cells, CELLS);
SHAPE(fuzz_cells, CELLS);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds) abort();
}

static void write_and_read(struct ctx *c, const struct slice *cells)
{
    struct slice      back[CSV_CELLS_MAX];
    struct text       out  = {.c = c};
    struct fuzz_cells both = {ctx_copy(c, cells[0]), ctx_copy(c, cells[1])};
    csv_put_record(&out, &fuzz_cells_shape, &both);
    if (text_done(&out) != OK) return;
    check(csv_line_size(text_slice(&out), true) == out.size || out.size > CSV_QUOTED_MAX);
    check(csv_split(out.at, out.size, ',', back) == 2);
    check(slice_same(back[0], slice_of(both.first)) && slice_same(back[1], slice_of(both.second)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_CTX     c;
    struct slice cells[CSV_CELLS_MAX];
    ctx_open(&c, 64 << 20);
    char *text = ctx_copy(&c, (struct slice){size ? (const char *)data : NULL, size});
    if (!text) return 0;
    for (size_t at = 0, line; at < size; at += line) {
        struct slice rest = {text + at, size - at};
        size_t       open = csv_line_size(rest, false);
        line = csv_line_size(rest, true);
        check(line > 0 && line <= rest.size && (open == 0 || open == line));
        size_t count = csv_split(text + at, line, csv_separator((struct slice){text + at, line}), cells);
        check(count >= 1 && count <= CSV_CELLS_MAX);
        for (size_t i = 0; i < count; i++) check(cells[i].at >= text + at && cells[i].at + cells[i].size <= text + at + line);
        if (count >= 2) write_and_read(&c, cells);
    }
    return 0;
}
