/* panel.h - small universes with holes, for tests of expressions, and expressions run over them. */
#ifndef PANEL_H
#define PANEL_H

#include "calc/program.h"

enum { PANEL_ASSETS = 7, PANEL_DAYS = 150, PANEL_GROUPS = 3 };

struct test_panel {
    struct panel x;
    size_t       rows;
    double      *input[INPUT_COUNT];    /* rows each */
};

/* Assets begin and end on different days and miss some; values are walks with ties, still spells and missing ones. Some are
 * of unknown group. The same seed, the same panel. */
err panel_make(struct ctx *c, uint64_t seed, struct test_panel *ret);

/* The same without the days from `end` on. */
err panel_cut(struct ctx *c, const struct test_panel *whole, int32_t end, struct test_panel *ret);

/* Compiles the text and runs it on `threads` threads: rows values. */
err panel_run(struct ctx *c, const struct test_panel *t, const char *text, size_t threads, double **ret);

/* A program that is there already; of every output as many values. */
err panel_run_program(struct ctx *c, const struct test_panel *t, const struct program *p, size_t threads, double **ret);

bool same_bits(const double *a, const double *b, size_t count);        /* any missing value is like another */

#endif
