/* A bundle of any bytes is refused with a story, or read to its end; and one whose sums are right hands out only rows that keep the rules.
 * The first byte picks: the stream as it is, or parts that are put together from the rest. */
#include <math.h>
#include <stdlib.h>

#include "model/action.h"
#include "model/asset.h"
#include "model/series.h"
#include "pack/checksum.h"
#include "pack/columns.h"
#include "store/bundle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds) abort();
}

/* The checksums of packed columns are made to fit, or nothing would be reached. Places as columns.h tells them. */
static void sign(char *blob, size_t size)
{
    enum { AT_COLUMNS = 4, AT_SUM = 12, AT_PLACE = 4, AT_SIZE = 8, AT_CHECK = 12 };
    size_t   columns = size < PACK_HEAD_SIZE ? PACK_COLUMNS_MAX + 1 : (uint8_t)blob[AT_COLUMNS];
    uint32_t sum = 0, place, length;
    if (columns > PACK_COLUMNS_MAX || size < columns_head_size(columns)) return;
    for (size_t k = 0; k < columns; k++) {
        char *entry = blob + PACK_HEAD_SIZE + k * PACK_ENTRY_SIZE;
        memcpy(&place, entry + AT_PLACE, sizeof place);
        memcpy(&length, entry + AT_SIZE, sizeof length);
        if (place > size || length > size - place) continue;
        sum = checksum((struct slice){blob + place, length});
        if (place >= columns_head_size(columns)) memcpy(entry + AT_CHECK, &sum, sizeof sum);
    }
    sum = 0;
    memcpy(blob + AT_SUM, &sum, sizeof sum);
    sum = checksum((struct slice){blob, columns_head_size(columns)});
    memcpy(blob + AT_SUM, &sum, sizeof sum);
}

/* Parts of [table, size in two bytes, that many bytes], and an end whose digest is right. */
static struct slice put_together(struct ctx *c, struct slice rest)
{
    enum { ENTRY = 3 };
    struct text   out = {.c = c};
    struct digest d;
    char          digest[DIGEST_SIZE + 1];
    text_put(&out, "lumia bundle 1 2026-01-01T00:00:00Z\n");
    while (rest.size > ENTRY) {
        const struct shape *shape = bundle_shapes[(uint8_t)rest.at[0] % BUNDLE_TABLES];
        size_t              room  = rest.size - ENTRY, wanted = (uint8_t)rest.at[1] + 256u * (uint8_t)rest.at[2], size = wanted < room ? wanted : room;
        char               *blob  = ctx_copy(c, (struct slice){rest.at + ENTRY, size});
        if (!blob) break;
        sign(blob, size);
        text_print(&out, "%s %zu ", bundle_names[(uint8_t)rest.at[0] % BUNDLE_TABLES], size);
        for (size_t i = 0; i < shape->field_count; i++) text_print(&out, "%s%s", i ? "," : "", shape->fields[i].name);
        text_put_char(&out, '\n');
        text_put_slice(&out, (struct slice){blob, size});
        rest = (struct slice){rest.at + ENTRY + size, room - size};
    }
    digest_open(&d);
    digest_add(&d, out.at, out.size);
    digest_done(&d, digest);
    text_print(&out, "end %s\n", digest);
    return text_done(&out) == OK ? text_slice(&out) : (struct slice){0};
}

static void check_part(const struct bundle_part *p)
{
    check(p->count > 0 && p->count <= BUNDLE_ROWS_MAX);
    for (size_t i = 0; i < p->count; i++) {
        const struct bar *bar = (struct bar *)p->rows + i;
        const struct asset      *a   = (struct asset *)p->rows + i;
        const struct action     *act = (struct action *)p->rows + i;
        const struct series     *s   = (struct series *)p->rows + i;
        if (p->table == BUNDLE_ASSET)  check(a->symbol[0] && strlen(a->symbol) <= 64 && !a->simulated && !asset_symbol_is_simulated(slice_of(a->symbol)));
        if (p->table == BUNDLE_SERIES) check(s->every != 0 && s->source && !s->simulated);
        if (p->table == BUNDLE_BAR)    check(date_exists(date_of_day(day_of_time(bar->at))) && !isinf(bar->close) && !isinf(bar->volume));
        if (p->table == BUNDLE_ACTION) check(act->value > 0 && isfinite(act->value));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_CTX      c  = {0};
    AUTO_INPUT    in = {0};
    struct bundle b;
    bool          more = true;
    if (size == 0) return 0;
    ctx_open(&c, 64 << 20);
    struct slice bytes = {(const char *)data + 1, size - 1};
    if (data[0] & 1) bytes = put_together(&c, bytes);
    err e = input_open_memory(&c, &in, "bundle", bytes);
    if (e == OK) e = bundle_open(&c, &in, &b);
    while (e == OK && more) {
        AUTO_CTX           own = {0};
        struct bundle_part part;
        ctx_open_part(&own, &c);
        e = bundle_next(&own, &b, &part, &more);
        if (e == OK && more) check_part(&part);
        e = ctx_end_part(&c, &own, e);
    }
    check(e == OK || ((e == ERR_DATA || e == ERR_REFUSED || e == ERR_NOMEM) && c.note[0]));
    return 0;
}
