/* Any bytes as a blob whose checksums are right: opened or refused, decoded or refused, nothing outside is touched. */
#include <stdlib.h>

#include "pack/checksum.h"
#include "pack/columns.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The checksums are made to fit, or nothing would be reached. Places as columns.h tells them. */
static void sign(char *blob, size_t size)
{
    enum { AT_COLUMNS = 4, AT_SUM = 12, PLACE = 4, SIZE = 8, SUM = 12 };
    size_t   columns = (uint8_t)blob[AT_COLUMNS];
    uint32_t sum = 0, place, length;
    if (columns > PACK_COLUMNS_MAX || size < columns_head_size(columns)) return;
    for (size_t k = 0; k < columns; k++) {
        char *entry = blob + PACK_HEAD_SIZE + k * PACK_ENTRY_SIZE;
        memcpy(&place, entry + PLACE, sizeof place);
        memcpy(&length, entry + SIZE, sizeof length);
        place = (uint32_t)(place % (size + 1));
        if (length > size - place) length = (uint32_t)(size - place);
        memcpy(entry + PLACE, &place, sizeof place);
        memcpy(entry + SIZE, &length, sizeof length);
        sum = checksum((struct slice){blob + place, length});
        if (place >= columns_head_size(columns)) memcpy(entry + SUM, &sum, sizeof sum);
    }
    sum = 0;
    memcpy(blob + AT_SUM, &sum, sizeof sum);
    sum = checksum((struct slice){blob, columns_head_size(columns)});
    memcpy(blob + AT_SUM, &sum, sizeof sum);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct slice out[PACK_ROWS_MAX + PACK_SLACK];
    static uint64_t     nulls[PACK_ROWS_MAX / 64];
    AUTO_CTX            c = {0};
    struct packed       p;
    if (size < PACK_HEAD_SIZE) return 0;
    ctx_open(&c, 64 << 20);
    char *blob = ctx_copy(&c, (struct slice){(const char *)data, size});
    if (!blob) return 0;
    sign(blob, size);
    if (!columns_open((struct slice){blob, size}, &p)) return 0;
    struct unpacker u = {.c = &c};
    for (size_t k = 0; k < p.column_count; k++) {
        struct zone z;
        columns_zone(&p, k, &z);
        if (!columns_decode(&u, &p, k, out, nulls) || columns_type(&p, k) != COLUMN_TEXT) continue;
        for (size_t i = 0; i < p.count; i++)
            if (out[i].size && (out[i].at < blob || out[i].at + out[i].size > blob + size)) abort();
    }
    return 0;
}
