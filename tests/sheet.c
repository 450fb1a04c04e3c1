#include "sheet.h"

#include <math.h>

#include "base/file.h"
#include "base/number.h"

enum { SHEET_BYTES_MAX = 4 << 20 };

static err read_all(struct ctx *c, const char *path, struct slice *ret)
{
    AUTO_INPUT in = {0};
    char      *text;
    size_t     size = 0, fresh = 1;
    TRY(input_open_file(c, &in, path));
    TRY(NEW(c, text, SHEET_BYTES_MAX));
    while (fresh > 0) {
        TRY(input_read(c, &in, text + size, SHEET_BYTES_MAX - size, &fresh));
        size += fresh;
    }
    *ret = (struct slice){text, size};
    return size < SHEET_BYTES_MAX ? OK : fail(c, ERR_LIMIT, "%s is too large", path);
}

err sheet_read(struct ctx *c, const char *path, struct sheet *ret)
{
    struct slice text;
    TRY(read_all(c, path, &text));
    *ret = (struct sheet){0};
    struct slice origin = slice_cut(&text, '\n'), head = slice_cut(&text, '\n');
    if (origin.size == 0 || *origin.at != '#') return fail(c, ERR_DATA, "%s does not say where it comes from", path);
    while (head.size && ret->columns < SHEET_COLUMNS_MAX) {
        ret->name[ret->columns] = slice_trim(slice_cut(&head, ','));
        TRY(NEW(c, ret->value[ret->columns++], SHEET_ROWS_MAX));
    }
    for (; text.size && ret->rows < SHEET_ROWS_MAX; ret->rows++) {
        struct slice line = slice_cut(&text, '\n');
        for (size_t k = 0; k < ret->columns; k++)
            if (!number_read(slice_trim(slice_cut(&line, ',')), &ret->value[k][ret->rows])) ret->value[k][ret->rows] = NAN;
    }
    return OK;
}

const double *sheet_column(const struct sheet *s, const char *name)
{
    for (size_t k = 0; k < s->columns; k++)
        if (slice_is(s->name[k], name)) return s->value[k];
    return NULL;
}

size_t sheet_known(const struct sheet *s, const double *column)
{
    size_t known = 0;
    for (size_t i = 0; i < s->rows; i++) known += !isnan(column[i]);
    return known;
}
