/* price_block.h - the lines of a block of a price file, read side by side into rows. */
#ifndef OPS_PRICE_BLOCK_H
#define OPS_PRICE_BLOCK_H

#include "base/digest.h"
#include "ops/intake.h"

enum line_state { LINE_BLANK, LINE_ROW, LINE_BAD };

struct price_block {
    const struct price_file  *format;
    const struct price_plain *plain;
    char                     *at;               /* whole lines, none with a quote, each ended by LF or CR LF */
    size_t                    size;
    int64_t                   line;             /* the number of the first one */
    size_t                    threads;
    struct digest            *digest;           /* gets `fresh` meanwhile */
    struct slice              fresh;
    struct intake_row        *rows;             /* one per line: price where it is a LINE_ROW; raw and line always */
    uint8_t                  *states;
    size_t                    room, count;      /* lines there is room for, lines there are */
};

/* The bytes up to and with the last line end, where every line of them can be told without looking at quotes; else 0. */
size_t price_block_size(const char *at, size_t size);

/* false: more lines than there is room for; nothing is read or added to the digest then. */
bool price_block_read(struct price_block *b);

#endif
