/* Any bytes are a file of news: it is refused, or every line is a row within the limits, a fault with its reason, or empty. */
#include "sources/news_file.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 64 << 20 };

static void check(bool holds)
{
    if (!holds) abort();
}

static void check_row(const struct news_row *row)
{
    if (row->empty) return;
    check(row->published != TIME_NONE);
    check(row->text[NEWS_TITLE].size + row->text[NEWS_SUMMARY].size + row->text[NEWS_BODY].size > 0);
    check(row->text[NEWS_TITLE].size <= NEWS_TITLE_SIZE_MAX && row->text[NEWS_BODY].size <= NEWS_BODY_SIZE_MAX && row->text[NEWS_URL].size <= NEWS_URL_SIZE_MAX);
    for (size_t i = 0; i < row->symbol_count; i++) check(row->symbol[i].size > 0 && row->symbol[i].size <= NEWS_SYMBOL_SIZE_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_CTX         c = {0};
    struct news_file f = {0};
    ctx_open(&c, MEMORY);
    char *text = ctx_copy(&c, (struct slice){size ? (const char *)data : NULL, size});
    if (!text || news_file_learn(&c, (struct slice){text, size}, &f) != OK) return 0;
    for (size_t at = 0, line; at < size; at += line) {
        struct slice       rest = {text + at, size - at};
        const char        *end  = memchr(rest.at, '\n', rest.size);
        struct news_row    row;
        struct price_fault fault = {0};
        line = !f.json ? csv_line_size(rest, true) : end ? (size_t)(end - rest.at) + 1 : rest.size;
        err e = news_file_read(&c, &f, text + at, line, &row, &fault);
        check(e == OK || e == ERR_DATA || e == ERR_NOMEM);
        if (e == OK)       check_row(&row);
        if (e == ERR_DATA) check(fault.detail[0]);
    }
    return 0;
}
