/* csv.h - comma-, semicolon- or tab-separated text in: lines to cells. RFC 4180 quoting; CR LF, LF or CR at the end.
 *
 * Cells are slices of the line; quoted cells with doubled quotes are unfolded in place, so the line must be writable. */
#ifndef SHAPE_CSV_H
#define SHAPE_CSV_H

#include "base/slice.h"

enum {
    CSV_CELLS_MAX  = 64,
    CSV_QUOTED_MAX = 64 << 10,  /* bytes of a quoted cell: a quote that is not closed by then is taken for a letter */
};

/* The separator that a header line uses: the most frequent of , ; tab | outside quotes. */
char csv_separator(struct slice line);

/* The size of the first line in text, its line end included, or 0 when no whole line is there (a line end in a cell that
 * begins with a quote does not count; `last` says that no more text will come). */
size_t csv_line_size(struct slice text, bool last);

/* Splits a line, its line end included or not, into at most CSV_CELLS_MAX cells. Returns their number; more are dropped
 * and counted. */
size_t csv_split(char *line, size_t size, char separator, struct slice cells[CSV_CELLS_MAX]);

#endif
