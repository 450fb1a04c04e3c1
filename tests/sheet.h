/* sheet.h - a CSV file of numbers with a line that says where they come from, then one of names: the answers of a reference
 * program, by column. */
#ifndef SHEET_H
#define SHEET_H

#include <stddef.h>

#include "base/ctx.h"

enum { SHEET_ROWS_MAX = 5000, SHEET_COLUMNS_MAX = 256 };

struct sheet {
    size_t       rows, columns;
    struct slice name[SHEET_COLUMNS_MAX];
    double      *value[SHEET_COLUMNS_MAX];      /* NaN where the cell is empty */
};

err sheet_read(struct ctx *c, const char *path, struct sheet *ret);

/* A column by name, NULL when there is none; or the number of it that are not empty. */
const double *sheet_column(const struct sheet *s, const char *name);
size_t        sheet_known(const struct sheet *s, const double *column);

#endif
