#include "ops/intake.h"

#include <math.h>
#include <stdlib.h>

#include "store/as_of.h"
#include "store/query.h"

err intake_open(struct intake *in, struct ctx *c, const struct house *h)
{
    in->c         = c;
    in->house     = h;
    in->symbols.c = c;
    return NEW(c, in->rows, ROWS_PER_FLUSH_MAX);
}

static err grow(struct ctx *c, void **at, size_t count, size_t *room, size_t size)
{
    if (count < *room) return OK;
    size_t bigger = *room ? *room * 2 : 64;
    void  *fresh  = ctx_alloc(c, size, bigger);
    if (!fresh) return ERR_NOMEM;
    if (count) memcpy(fresh, *at, count * size);
    *at   = fresh;
    *room = bigger;
    return OK;
}

err intake_refuse(struct intake *in, struct slice symbol, struct slice raw, int64_t line, enum quarantine_reason reason, const char *detail)
{
    enum { ROW_SIZE_MAX = 400, SYMBOL_SIZE_MAX = 64 };
    if (in->bad_count == QUARANTINE_MAX)
        return fail(in->c, ERR_LIMIT, "%s: more than %d rows cannot be used; the newest, line %lld: %s. Is it a price file, and are the options right?",
                    in->import.file, QUARANTINE_MAX, (long long)line, detail);
    TRY(grow(in->c, (void **)&in->bad, in->bad_count, &in->bad_room, sizeof *in->bad));
    raw = slice_trim(raw);
    if (raw.size > ROW_SIZE_MAX) raw.size = ROW_SIZE_MAX;
    if (symbol.size > SYMBOL_SIZE_MAX) symbol.size = SYMBOL_SIZE_MAX;
    struct quarantine q = {.line = line, .file = in->import.file, .reason = (int32_t)reason, .detail = ctx_copy(in->c, slice_of(detail)),
                           .row = ctx_copy(in->c, raw), .symbol = symbol.size ? ctx_copy(in->c, symbol) : NULL};
    if (!q.detail || !q.row) return ERR_NOMEM;
    in->bad[in->bad_count++] = q;
    in->import.quarantined++;
    return OK;
}

static err holding_of(struct intake *in, struct slice symbol, struct slice name, uint32_t *ret)
{
    int64_t *index;
    if (in->row_count > 0) {                            /* the usual case: the asset of the row before */
        uint32_t before = in->rows[in->row_count - 1].holding;
        if (slice_is(symbol, in->holdings[before].symbol)) {
            *ret = before;
            return OK;
        }
    }
    char upper[64];
    if (symbol.size == 0 || symbol.size > sizeof upper) return fail(in->c, ERR_DATA, "%s: a symbol has 1 to %zu bytes", in->import.file, sizeof upper);
    for (size_t i = 0; i < symbol.size; i++) upper[i] = symbol.at[i] >= 'a' && symbol.at[i] <= 'z' ? (char)(symbol.at[i] - 32) : symbol.at[i];
    struct slice key = {upper, symbol.size};
    TRY(map_add(&in->symbols, key, (int64_t)in->holding_count, &index));
    *ret = (uint32_t)*index;
    if (*ret < in->holding_count) return OK;

    TRY(grow(in->c, (void **)&in->holdings, in->holding_count, &in->holding_room, sizeof *in->holdings));
    struct holding *h = &in->holdings[in->holding_count++];
    *h = (struct holding){.symbol = ctx_copy(in->c, key), .name = name.size ? ctx_copy(in->c, name) : NULL};
    return got(h->symbol);
}

err intake_add(struct intake *in, const struct price_row *row, struct slice symbol, struct slice raw, int64_t line)
{
    struct intake_row *r = &in->rows[in->row_count];
    r->price = *row;
    r->raw   = raw;
    r->line  = line;
    return intake_keep(in, r, symbol);
}

err intake_keep(struct intake *in, struct intake_row *r, struct slice symbol)
{
    if (r->price.symbol.size) symbol = r->price.symbol;
    TRY(holding_of(in, symbol, r->price.name, &r->holding));
    if (r != &in->rows[in->row_count]) in->rows[in->row_count] = *r;
    in->row_count++;
    return OK;
}

/* ---- assets and series ---- */

static err check_class(struct intake *in, struct holding *h)
{
    if (in->class == CLASS_UNKNOWN || h->asset.class == in->class) return OK;
    if (h->asset.class != CLASS_UNKNOWN)
        return fail(in->c, ERR_CONFLICT, "%s: %s is stored as %s, not %s", in->import.file, h->symbol, asset_classes[h->asset.class],
                    asset_classes[in->class]);
    h->asset.class = in->class;
    h->changed     = true;
    return store_upsert(in->c, in->house->store, &asset_shape, &h->asset);
}

static err open_asset(struct intake *in, struct holding *h)
{
    bool found;
    if (asset_symbol_is_simulated(slice_of(h->symbol)))
        return fail(in->c, ERR_REFUSED, "%s: symbols that end in .SIM belong to simulated markets; '%s' cannot be imported as real",
                    in->import.file, h->symbol);
    TRY(query_asset_exists(in->c, in->house->store, h->symbol, &h->asset, &found));
    if (found) return check_class(in, h);
    h->asset = (struct asset){.symbol = h->symbol, .name = h->name, .class = in->class, .currency = in->currency, .listed = DAY_NONE,
                              .delisted = DAY_NONE};
    TRY(store_next_id(in->c, in->house->store, &asset_shape, &h->asset.id));
    return store_insert(in->c, in->house->store, &asset_shape, &h->asset);
}

static err open_holding(struct intake *in, struct holding *h)
{
    struct list all;
    TRY(open_asset(in, h));
    h->opened = true;
    TRY(query_series_of_asset(in->c, in->house->store, h->asset.id, &all));
    for (size_t i = 0; i < all.count; i++) {
        struct series *s = (struct series *)all.at + i;
        if (s->every != in->every || s->adjust != in->adjust || strcmp(s->source, in->source) != 0) continue;
        h->series = *s;
        h->changed |= in->events && !s->events;
        h->series.events |= in->events;
        return OK;
    }
    h->series = (struct series){.asset_id = h->asset.id, .every = in->every, .adjust = in->adjust, .source = in->source,
                                .currency = in->currency, .first = TIME_NONE, .last = TIME_NONE, .close = NAN, .events = in->events};
    TRY(store_next_id(in->c, in->house->store, &series_shape, &h->series.id));
    return store_insert(in->c, in->house->store, &series_shape, &h->series);
}

static err touch(struct intake *in)
{
    if (in->revision) return OK;
    TRY(store_touch(in->c, in->house->store, &asset_shape, &in->revision));
    TRY(store_touch(in->c, in->house->store, &series_shape, &in->revision));
    return store_touch(in->c, in->house->store, &bar_shape, &in->revision);
}

static err add_action(struct intake *in, struct holding *h, int64_t at, int64_t known, enum action_kind kind, double value)
{
    if (isnan(value)) return OK;
    struct action a = {.asset_id = h->asset.id, .day = day_of_time(at), .kind = (int32_t)kind, .value = value, .source = in->source};
    bool          changed;
    TRY(store_put_action(in->c, in->house->store, &a, known, &changed));
    in->import.actions++;
    if (!changed) return OK;
    h->changed = true;
    return store_touch(in->c, in->house->store, &action_shape, &in->revision);
}

/* ---- one asset's rows of one block ---- */

static int64_t distance(const struct intake_row *a, const struct intake_row *b) { return llabs(a->price.at - b->price.at); }

/* The interval that most neighbours keep, to the nearest calendar unit when it is a day or more. */
static int64_t usual_interval(int64_t gap)
{
    if (gap >= 27 * US_PER_DAY) return -1;
    if (gap >= 6 * US_PER_DAY)  return 7 * US_PER_DAY;
    return gap >= 20 * US_PER_HOUR || gap <= 0 ? US_PER_DAY : gap;
}

static void find_interval(struct intake *in)
{
    enum { KINDS = 16 };
    struct { int64_t gap; size_t count; } seen[KINDS] = {{US_PER_DAY, 0}};
    size_t kinds = 1, best = 0;
    for (size_t i = 1; i < in->row_count; i++) {
        if (in->rows[i].holding != in->rows[i - 1].holding || in->rows[i].price.at == in->rows[i - 1].price.at) continue;
        int64_t gap = usual_interval(distance(&in->rows[i], &in->rows[i - 1]));
        size_t  k   = 0;
        while (k < kinds && seen[k].gap != gap) k++;
        if (k == KINDS) continue;
        if (k == kinds) seen[kinds++].gap = gap;
        seen[k].count++;
    }
    for (size_t k = 1; k < kinds; k++)
        if (seen[k].count > seen[best].count) best = k;
    in->every = seen[best].gap;
}

/* The rows of one holding: indexes into in->rows, in file order. */
struct group {
    uint32_t       *row;
    size_t          count;
    bool           *kept;
};

static int64_t group_at(const struct intake *in, const struct group *g, size_t i) { return in->rows[g->row[i]].price.at; }

static bool in_order(const struct intake *in, const struct holding *h, const struct group *g)
{
    int64_t last = h->last_at;
    bool    any  = last != TIME_NONE;
    for (size_t i = 0; i < g->count; i++) {
        int64_t at = group_at(in, g, i);
        if (any && (h->direction > 0 ? at <= last : at >= last)) return false;
        last = at;
        any  = true;
    }
    return true;
}

/* Keeps the longest run of rows that are in strict order (Schensted 1961, by patience sorting): one row with a wrong date
 * costs that row, not all that follow. Of runs equally long the one is kept whose rows come first, so that of two equal times
 * the first stays, and of two that contradict each other the one that goes back is turned away. */
static err keep_longest(struct intake *in, struct ctx *scratch, const struct holding *h, struct group *g)
{
    int64_t  *least, sign = h->direction, last = h->last_at == TIME_NONE ? INT64_MIN : h->last_at * sign;
    uint32_t *length;                   /* of the longest run that begins with a row */
    size_t    longest = 0;
    TRY(NEW(scratch, least, g->count));
    TRY(NEW(scratch, length, g->count));
    for (size_t i = g->count; i-- > 0;) {
        int64_t at = group_at(in, g, i) * sign;
        size_t  low = 0, high = longest;
        if (at <= last) continue;
        while (low < high) {            /* least[k]: the latest time at which a run of k + 1 rows can begin */
            size_t middle = (low + high) / 2;
            if (least[middle] > at) low = middle + 1;
            else high = middle;
        }
        least[low] = at;
        length[i]  = (uint32_t)low + 1;
        if (low == longest) longest++;
    }
    for (size_t i = 0; i < g->count; i++) {
        int64_t at = group_at(in, g, i) * sign;
        if (length[i] != longest || longest == 0 || at <= last) continue;
        g->kept[i] = true;
        last       = at;
        longest--;
    }
    return OK;
}

static err refuse_row(struct intake *in, const struct holding *h, const struct intake_row *r, enum quarantine_reason reason, const char *detail)
{
    return intake_refuse(in, slice_of(h->symbol), r->raw, r->line, reason, detail);
}

/* The kept row of the same time, or NULL; the kept ones are in order. */
static const struct intake_row *kept_at(const struct intake *in, const struct holding *h, const uint32_t *kept, size_t count, int64_t at)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (in->rows[kept[middle]].price.at * h->direction < at * h->direction) low = middle + 1;
        else high = middle;
    }
    return low < count && in->rows[kept[low]].price.at == at ? &in->rows[kept[low]] : NULL;
}

/* What was not kept is either a repetition, a contradiction, or out of order. */
static err sort_out(struct intake *in, const struct holding *h, const struct group *g, const uint32_t *kept, size_t kept_count)
{
    for (size_t i = 0; i < g->count; i++) {
        if (g->kept[i]) continue;
        const struct intake_row *r = &in->rows[g->row[i]], *same = kept_at(in, h, kept, kept_count, r->price.at);
        if (!same) {
            TRY(refuse_row(in, h, r, ROW_NOT_MONOTONIC, "its time goes back behind the rows around it"));
        } else if (bar_agrees(r->price.value, same->price.value)) {
            in->import.repeated++;
        } else {
            char *detail = ctx_print(in->c, "line %lld gives other values for the same time", (long long)same->line);
            if (!detail) return ERR_NOMEM;
            TRY(refuse_row(in, h, r, ROW_DUPLICATE, detail));
        }
    }
    return OK;
}

static err merge_bars(struct intake *in, struct ctx *scratch, struct holding *h, const struct bars *bars, const int64_t *known)
{
    struct merged m = {0};
    TRY(store_merge_bars(scratch, in->house->store, &h->series, bars, known, in->import.id, &m));
    h->changed |= m.stored + m.revised > 0;
    in->import.stored   += m.stored;
    in->import.repeated += m.repeated;
    in->import.revised  += m.revised;
    return OK;
}

/* Most of a first import: appended together at the end of the flush. A holding has one group in it, so its series one place. */
static err wait_behind(struct intake *in, struct holding *h, const struct bars *bars, const int64_t *known)
{
    TRY(grow(in->c, (void **)&in->behind, in->behind_count, &in->behind_room, sizeof *in->behind));
    in->behind[in->behind_count++] = (struct behind){&h->series, *bars, known};
    h->changed = true;
    return OK;
}

static err append_behind(struct intake *in, struct ctx *scratch)
{
    struct merged m = {0};
    TRY(store_append_bars(scratch, in->house->store, in->behind, in->behind_count, in->house->threads, &m));
    in->import.stored += m.stored;
    in->behind_count   = 0;
    return OK;
}

static err merge(struct intake *in, struct ctx *scratch, struct holding *h, const uint32_t *row, size_t count)
{
    struct bars   bars;
    int64_t      *known;
    bool          backwards = count > 1 && in->rows[row[0]].price.at > in->rows[row[count - 1]].price.at;
    if (count == 0) return OK;
    TRY(bars_new(scratch, count, &bars));
    TRY(NEW(scratch, known, count));
    for (size_t i = 0; i < count; i++) {
        const struct price_row *p = &in->rows[row[backwards ? count - 1 - i : i]].price;
        bars.at[i] = p->at;
        known[i]   = p->known == TIME_NONE ? in->house->now : p->known;
        for (size_t k = 0; k < BAR_COLUMNS; k++) bars.value[k][i] = p->value[k];
        TRY(add_action(in, h, p->at, known[i], ACTION_SPLIT, p->split));
        TRY(add_action(in, h, p->at, known[i], ACTION_DIVIDEND, p->dividend));
    }
    if (!in->versioned && store_lies_behind(&h->series, &bars)) return wait_behind(in, h, &bars, known);
    return merge_bars(in, scratch, h, &bars, known);
}

static err take_ordered(struct intake *in, struct ctx *scratch, struct holding *h, struct group *g)
{
    const uint32_t *row = g->row;
    size_t          count = g->count;
    if (h->direction == 0 && g->count > 1) h->direction = group_at(in, g, g->count - 1) < group_at(in, g, 0) ? -1 : 1;
    if (h->direction == 0) h->direction = 1;
    if (!in_order(in, h, g)) {
        TRY(NEW(scratch, g->kept, g->count));
        TRY(keep_longest(in, scratch, h, g));
        uint32_t *kept;
        TRY(NEW(scratch, kept, g->count));
        count = 0;
        for (size_t i = 0; i < g->count; i++)
            if (g->kept[i]) kept[count++] = g->row[i];
        TRY(sort_out(in, h, g, kept, count));
        row = kept;
    }
    if (count > 0) h->last_at = in->rows[row[count - 1]].price.at;
    return merge(in, scratch, h, row, count);
}

struct versioned {
    int64_t  at, known;
    uint32_t row;
};

static int by_time_and_version(const void *a, const void *b)
{
    const struct versioned *x = a, *y = b;
    if (x->at != y->at) return x->at < y->at ? -1 : 1;
    if (x->known != y->known) return x->known < y->known ? -1 : 1;
    return x->row < y->row ? -1 : 1;
}

/* Was the word already said before the one that replaced it? `r` to `end` are the revisions of its bar. */
static bool is_history(const struct price_row *word, const struct bar_revision *r, const struct bar_revision *end)
{
    for (; r < end; r++) {
        const double old[BAR_COLUMNS] = {r->open, r->high, r->low, r->close, r->volume, r->total};
        if (r->replaced_at >= word->known && bar_agrees(word->value, old)) return true;
    }
    return false;
}

/* The words that the store has heard are dropped: history, and what stands before the word that it holds now. */
static err drop_heard(struct intake *in, struct ctx *own, const struct holding *h, struct versioned *v, size_t *count)
{
    struct bars stored;
    struct list revisions;
    size_t      left = 0, b = 0;
    TRY(store_read_bars(own, in->house->store, &h->series, v[0].at, v[*count - 1].at + 1, ALL_COLUMNS, &stored));
    TRY(store_select(own, in->house->store, &bar_revision_shape, "WHERE series_id = $1 AND at BETWEEN $2 AND $3 ORDER BY at",
                     ARGS(v_int(h->series.id), v_int(v[0].at), v_int(v[*count - 1].at)), &revisions));
    const struct bar_revision *r = revisions.at, *last = revisions.count ? r + revisions.count : r, *end;
    for (size_t from = 0, to; from < *count; from = to) {
        double now[BAR_COLUMNS];
        size_t begin = left;
        while (b < stored.count && stored.at[b] < v[from].at) b++;
        while (r < last && r->at < v[from].at) r++;
        for (end = r; end < last && end->at == v[from].at;) end++;
        bool there = b < stored.count && stored.at[b] == v[from].at;
        for (size_t k = 0; there && k < BAR_COLUMNS; k++) now[k] = stored.value[k][b];
        for (to = from; to < *count && v[to].at == v[from].at; to++) {
            const struct price_row *word = &in->rows[v[to].row].price;
            if (is_history(word, r, end)) continue;
            if (there && bar_agrees(word->value, now)) left = begin;
            v[left++] = v[to];
        }
    }
    in->import.repeated += (int64_t)(*count - left);
    *count = left;
    return OK;
}

/* Without this a file that goes in twice would take every bar back to its first word, and through its revisions again. */
static err drop_known(struct intake *in, struct ctx *scratch, const struct holding *h, struct versioned *v, size_t *count)
{
    AUTO_CTX own = {0};                         /* the whole history of an asset: let go before the next one */
    if (h->series.count == 0) return OK;
    ctx_open_part(&own, scratch);
    err e = drop_heard(in, &own, h, v, count);
    return ctx_end_part(scratch, &own, e);
}

/* Deliveries that repeat and restate: the first word on each bar goes in, then, round by round, each later word that
 * differs from the one before it, as the revision it is. */
static err take_versions(struct intake *in, struct ctx *scratch, struct holding *h, struct group *g)
{
    struct versioned *v;
    uint32_t         *row = g->row;
    size_t            left = g->count;
    TRY(NEW(scratch, v, g->count));
    for (size_t i = 0; i < g->count; i++) {
        const struct price_row *p = &in->rows[g->row[i]].price;
        v[i] = (struct versioned){p->at, p->known, g->row[i]};
    }
    qsort(v, g->count, sizeof *v, by_time_and_version);
    TRY(drop_known(in, scratch, h, v, &left));
    while (left > 0) {
        size_t count = 0, rest = 0;
        for (size_t i = 0; i < left; i++) {
            bool first = count == 0 || in->rows[row[count - 1]].price.at != v[i].at;
            if (first) row[count++] = v[i].row;
            else if (rest == 0 || v[rest - 1].at != v[i].at) {
                /* the next word on a bar; what repeats the word before it is only counted */
                if (bar_agrees(in->rows[v[i].row].price.value, in->rows[row[count - 1]].price.value)) in->import.repeated++;
                else v[rest++] = v[i];
            } else if (bar_agrees(in->rows[v[i].row].price.value, in->rows[v[rest - 1].row].price.value)) {
                in->import.repeated++;
            } else {
                v[rest++] = v[i];
            }
        }
        TRY(merge(in, scratch, h, row, count));
        left = rest;
    }
    return OK;
}

/* A stable counting sort of the block's rows by holding: prefix[h] to prefix[h + 1] are the rows of h, in file order. */
static err group_rows(struct intake *in, struct ctx *scratch, uint32_t **ret_row, uint32_t **ret_prefix)
{
    uint32_t *row, *prefix, *place;
    TRY(NEW(scratch, row, in->row_count));
    TRY(NEW(scratch, prefix, in->holding_count + 1));
    TRY(NEW(scratch, place, in->holding_count + 1));
    for (size_t i = 0; i < in->row_count; i++) prefix[in->rows[i].holding + 1]++;
    for (size_t k = 0; k < in->holding_count; k++) prefix[k + 1] += prefix[k];
    memcpy(place, prefix, (in->holding_count + 1) * sizeof *place);
    for (size_t i = 0; i < in->row_count; i++) row[place[in->rows[i].holding]++] = (uint32_t)i;
    *ret_row    = row;
    *ret_prefix = prefix;
    return OK;
}

err intake_flush(struct intake *in)
{
    uint32_t *row, *prefix;
    AUTO_CTX  scratch = {0};
    if (in->row_count == 0) return OK;
    ctx_open_part(&scratch, in->c);
    if (in->every == SPAN_NONE) find_interval(in);
    if (in->every < 0 || in->every >= US_PER_DAY)
        for (size_t i = 0; i < in->row_count; i++)
            if (in->every != US_PER_DAY || in->rows[i].price.at % US_PER_DAY) in->rows[i].price.at = bar_start(in->rows[i].price.at, in->every);

    err e = group_rows(in, &scratch, &row, &prefix);
    for (size_t k = 0; k < in->holding_count && e == OK; k++) {
        struct group    g = {row + prefix[k], prefix[k + 1] - prefix[k], NULL};
        struct holding *h = &in->holdings[k];
        if (g.count == 0) continue;
        if (!h->opened) {
            h->last_at = TIME_NONE;
            e = open_holding(in, h);
        }
        if (e == OK) e = in->versioned ? take_versions(in, &scratch, h, &g) : take_ordered(in, &scratch, h, &g);
    }
    if (e == OK) e = append_behind(in, &scratch);
    in->row_count      = 0;
    in->c->alloc_count = scratch.alloc_count;
    return e == OK || !scratch.note[0] ? e : fail(in->c, e, "%s", scratch.note);
}

err intake_done(struct intake *in)
{
    for (size_t k = 0; k < in->holding_count; k++) {
        struct holding *h = &in->holdings[k];
        if (!h->changed) continue;
        TRY(touch(in));
        h->series.revision = in->revision;
        TRY(store_upsert(in->c, in->house->store, &series_shape, &h->series));
    }
    in->import.assets = (int64_t)in->holding_count;
    for (size_t i = 0; i < in->bad_count; i++) {
        in->bad[i].digest = in->import.digest;
        TRY(store_upsert(in->c, in->house->store, &quarantine_shape, &in->bad[i]));
    }
    return OK;
}
