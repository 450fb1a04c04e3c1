#include "model/action.h"
#include "model/article.h"
#include "model/asset.h"
#include "model/series.h"
#include "store/bundle.h"

const struct shape *const bundle_shapes[BUNDLE_TABLES] = {
    [BUNDLE_ASSET] = &asset_shape, [BUNDLE_SERIES] = &series_shape, [BUNDLE_REVISION] = &bar_revision_shape,
    [BUNDLE_ARRIVAL] = &bar_arrival_shape, [BUNDLE_BAR] = &bar_shape, [BUNDLE_ACTION] = &action_shape, [BUNDLE_ARTICLE] = &article_shape,
};

const char *const bundle_names[BUNDLE_TABLES] = {
    [BUNDLE_ASSET] = "asset", [BUNDLE_SERIES] = "series", [BUNDLE_REVISION] = "bar_revision",
    [BUNDLE_ARRIVAL] = "bar_arrival", [BUNDLE_BAR] = "bar", [BUNDLE_ACTION] = "action", [BUNDLE_ARTICLE] = "article",
};

/* ---- references ---- */

static bool knows(const struct ids *ids, int64_t id)
{
    size_t low = 0, high = ids->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ids->at[middle] < id) low = middle + 1;
        else high = middle;
    }
    return low < ids->count && ids->at[low] == id;
}

static err note(struct ctx *c, struct ids *ids, int64_t id)
{
    if (ids->count == ids->room) {
        size_t   room = ids->room ? 2 * ids->room : 64;
        int64_t *bigger;
        TRY(NEW(c, bigger, room));
        if (ids->count) memcpy(bigger, ids->at, ids->count * sizeof *bigger);
        ids->at   = bigger;
        ids->room = room;
    }
    ids->at[ids->count++] = id;
    return OK;
}

/* ---- order: the keys of a table are whole numbers, but for a choice, which goes by the first letters of its name, as in SQL ---- */

static int64_t name_rank(const char *name)
{
    enum { LETTERS = 7 };
    int64_t rank = 0;
    for (size_t i = 0; i < LETTERS; i++) rank = rank << 8 | (*name ? (unsigned char)*name++ : 0);
    return rank;
}

static int64_t key_of(const struct field *f, const void *row)
{
    const void *at = field_at(f, row);
    if (f->kind == CHOICE) return name_rank(choice_name(f, *(const int32_t *)at));
    return f->kind == DAY ? *(const int32_t *)at : *(const int64_t *)at;
}

static void keys_of(const struct shape *shape, const void *row, int64_t *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < shape->field_count; i++)
        if (shape->fields[i].flags & KEY) ret[n++] = key_of(&shape->fields[i], row);
    for (; n < BUNDLE_KEYS_MAX; n++) ret[n] = 0;
}

static int compare(const int64_t *a, const int64_t *b)
{
    for (size_t i = 0; i < BUNDLE_KEYS_MAX; i++)
        if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
    return 0;
}

static err check_order(struct ctx *c, struct bundle *b, const struct bundle_part *part)
{
    const struct shape *shape = bundle_shapes[part->table];
    for (size_t i = 0; i < part->count; i++) {
        int64_t keys[BUNDLE_KEYS_MAX];
        keys_of(shape, (const char *)part->rows + i * shape->size, keys);
        if ((b->seen.rows[part->table] > 0 || i > 0) && compare(keys, b->keys[part->table]) <= 0)
            return fail(c, ERR_DATA, "a row is not behind the one before it");
        memcpy(b->keys[part->table], keys, sizeof keys);
    }
    return OK;
}

static bool is_of_series(enum bundle_table t) { return t == BUNDLE_REVISION || t == BUNDLE_ARRIVAL || t == BUNDLE_BAR; }

/* Tables that are of series take turns, series by series; else no table comes back. */
static bool in_place(struct bundle *b, const struct bundle_part *part)
{
    if (!is_of_series(part->table)) return part->table >= b->last;
    int64_t series = *(const int64_t *)part->rows;
    bool    first  = !is_of_series(b->last), behind = first ? part->table > b->last : series > b->current;
    bool    good   = behind || (!first && series == b->current && part->table >= b->last);
    b->current = series;
    return good;
}

/* ---- rows ---- */

static err check_asset(struct ctx *c, struct bundle *b, const struct asset *a)
{
    if (a->simulated || asset_symbol_is_simulated(slice_of(a->symbol))) return fail(c, ERR_REFUSED, "'%s' is simulated, and cannot be taken in as real", a->symbol);
    char *upper = asset_symbol(c, slice_of(a->symbol));
    TRY(got(upper));
    if (!upper[0] || strcmp(upper, a->symbol) != 0) return fail(c, ERR_DATA, "'%s' is no symbol", a->symbol);
    return note(b->c, &b->assets, a->id);
}

static err check_series(struct ctx *c, struct bundle *b, const struct series *s)
{
    static const int64_t MONTHS_MAX = 12 * 1000;
    if (!knows(&b->assets, s->asset_id)) return fail(c, ERR_DATA, "a series is of an asset that is not in it");
    if (s->simulated)                    return fail(c, ERR_REFUSED, "a series is simulated, and cannot be taken in as real");
    if (s->every == 0 || s->every < -MONTHS_MAX || s->every > 1000 * 366 * US_PER_DAY) return fail(c, ERR_DATA, "the interval of a series cannot be one");
    return note(b->c, &b->series, s->id);
}

/* Of one series, which is a member of both rows at the same place: their first key. */
static err check_of_series(struct ctx *c, const struct bundle *b, const struct bundle_part *part)
{
    size_t  size = bundle_shapes[part->table]->size;
    int64_t id   = *(const int64_t *)part->rows;
    if (!knows(&b->series, id)) return fail(c, ERR_DATA, "a bar is of a series that is not in it");
    for (size_t i = 1; i < part->count; i++)
        if (*(const int64_t *)((const char *)part->rows + i * size) != id) return fail(c, ERR_DATA, "bars of several series stand in one part");
    return OK;
}

static_assert(offsetof(struct bar, series_id) == 0 && offsetof(struct bar_revision, series_id) == 0 && offsetof(struct bar_arrival, series_id) == 0);

static err check_arrivals(struct ctx *c, const struct bar_arrival *a, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (a[i].last == TIME_NONE || a[i].last < a[i].first || a[i].known_at == TIME_NONE) return fail(c, ERR_DATA, "an arrival of bars cannot be one");
    return OK;
}

static err check_action(struct ctx *c, const struct bundle *b, const struct action *a)
{
    if (!knows(&b->assets, a->asset_id)) return fail(c, ERR_DATA, "an action is of an asset that is not in it");
    if (!(a->value > 0) || a->simulated) return fail(c, ERR_DATA, "the value of an action cannot be one");
    return OK;
}

static err check_rows(struct ctx *c, struct bundle *b, const struct bundle_part *part)
{
    if (is_of_series(part->table))     TRY(check_of_series(c, b, part));
    if (part->table == BUNDLE_ARRIVAL) return check_arrivals(c, part->rows, part->count);
    for (size_t i = 0; i < part->count; i++) {
        if (part->table == BUNDLE_ASSET)   TRY(check_asset(c, b, (const struct asset *)part->rows + i));
        if (part->table == BUNDLE_SERIES)  TRY(check_series(c, b, (const struct series *)part->rows + i));
        if (part->table == BUNDLE_ACTION)  TRY(check_action(c, b, (const struct action *)part->rows + i));
        if (part->table == BUNDLE_ARTICLE && !((const struct article *)part->rows)[i].key[0]) return fail(c, ERR_DATA, "an article has no key");
    }
    return OK;
}

err bundle_check(struct ctx *c, struct bundle *b, const struct bundle_part *part)
{
    if (!in_place(b, part)) return fail(c, ERR_DATA, "it is out of its place");
    TRY(check_order(c, b, part));
    TRY(check_rows(c, b, part));
    b->last = part->table;
    b->seen.rows[part->table] += (int64_t)part->count;
    return OK;
}
