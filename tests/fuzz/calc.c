/* Any text is an expression or a refusal with a story. One that is read is written, and what is written reads back to the same;
 * one that compiles runs over a small universe, on its own columns, within the room it asked for. */
#include "../panel.h"

#include <stdint.h>
#include <stdlib.h>

#include "calc/definitions.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 64 << 20, PIECES_MAX = 16 };

static void check(bool holds)
{
    if (!holds) abort();
}

static bool refused(const struct ctx *c, err e)
{
    check(e == OK || ((e == ERR_INVALID || e == ERR_LIMIT || e == ERR_NOMEM) && c->note[0]));
    return e != OK;
}

static void print_and_read(struct ctx *c, struct slice text)
{
    struct node *tree;
    struct text  once = {.c = c}, twice = {.c = c};
    if (refused(c, expression_parse(c, text, &tree))) return;
    expression_put(&once, tree);
    if (text_done(&once) != OK) return;
    if (once.size <= EXPRESSION_SIZE_MAX) check(expression_parse(c, text_slice(&once), &tree) == OK);
    expression_put(&twice, tree);
    check(slice_same(text_slice(&once), text_slice(&twice)));
}

static void run(struct ctx *c, const struct definition *all, size_t count)
{
    struct test_panel panel;
    struct program    p;
    double           *out;
    if (refused(c, program_compile(c, &all[count - 1], 1, all, count - 1, &p))) return;
    check(panel_make(c, 3, &panel) == OK);
    if (NEW(c, out, panel.rows) == OK) check(panel_run_program(c, &panel, &p, 1, &out) != ERR_INVALID);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_CTX          c = {0};
    struct slice      text = {size ? (const char *)data : NULL, size};
    struct definition all[PIECES_MAX];
    size_t            count;
    ctx_open(&c, MEMORY);
    print_and_read(&c, text);
    if (!refused(&c, definitions_read(&c, text, PIECES_MAX, all, &count)) && count > 0) run(&c, all, count);
    return 0;
}
