#include "hyper/rollup_spec.h"

#include "base/day.h"

static const char *const folds[] = {[FOLD_FIRST] = "first", [FOLD_LAST] = "last", [FOLD_MIN] = "min",    [FOLD_MAX] = "max",
                                    [FOLD_SUM] = "sum",     [FOLD_AVG] = "avg",   [FOLD_COUNT] = "count"};

enum { FOLDS = sizeof folds / sizeof *folds };

/* "name", or name: as SQLite writes names. */
static err read_name(struct ctx *c, struct slice text, const char **ret)
{
    text = slice_trim(text);
    if (text.size > 2 && text.at[0] == '"' && text.at[text.size - 1] == '"') text = (struct slice){text.at + 1, text.size - 2};
    if (text.size == 0 || memchr(text.at, '"', text.size)) return fail(c, ERR_USAGE, "'%.*s' is not the name of a table", (int)text.size, text.at);
    *ret = ctx_copy(c, text);
    return *ret ? OK : ERR_NOMEM;
}

/* open=first(open) */
static err read_fold(struct ctx *c, struct slice name, struct slice value, struct rollup_spec *r)
{
    struct slice rest = value, word = slice_trim(slice_cut(&rest, '(')), of = slice_trim(rest);
    size_t       k    = r->column_count, f = 0;
    if (k == HYPER_COLUMNS_MAX) return fail(c, ERR_LIMIT, "at most %d columns beside the key", HYPER_COLUMNS_MAX);
    while (f < FOLDS && !slice_like(word, folds[f])) f++;
    if (f == FOLDS || of.size == 0 || of.at[of.size - 1] != ')')
        return fail(c, ERR_USAGE, "%.*s is first, last, min, max, sum, avg or count of a column, not '%.*s'", (int)name.size, name.at, (int)value.size,
                    value.at);
    of = slice_trim((struct slice){of.at, of.size - 1});
    if (of.size == 0 && f != FOLD_COUNT) return fail(c, ERR_USAGE, "%s() is of a column", folds[f]);
    r->name[k] = ctx_copy(c, name);
    r->of[k]   = ctx_copy(c, of);
    r->fold[k] = (enum fold)f;
    r->column_count++;
    return r->name[k] && r->of[k] ? OK : fail(c, ERR_NOMEM, "no memory for a declaration");
}

static err read_argument(struct ctx *c, struct slice arg, struct rollup_spec *r)
{
    struct slice rest = arg, name = slice_trim(slice_cut(&rest, '=')), value = slice_trim(rest);
    if (value.size && memchr(value.at, '(', value.size)) return read_fold(c, name, value, r);
    if (!slice_like(name, "chunk")) return fail(c, ERR_USAGE, "'%.*s' is neither a column like high=max(high) nor chunk", (int)arg.size, arg.at);
    r->chunk = ctx_copy(c, value);
    return r->chunk ? OK : ERR_NOMEM;
}

err rollup_spec_read(struct ctx *c, const char *const *args, size_t count, struct rollup_spec *ret)
{
    struct rollup_spec r = {0};
    if (count < 3) return fail(c, ERR_USAGE, "a rollup is of a table, by a width, and has at least one column");
    TRY(read_name(c, slice_of(args[0]), &r.source));
    TRY(span_parse(c, "the bucket", slice_of(args[1]), &r.width));
    for (size_t i = 2; i < count; i++) TRY(read_argument(c, slice_trim(slice_of(args[i])), &r));
    if (r.column_count == 0) return fail(c, ERR_USAGE, "a rollup has at least one column");
    *ret = r;
    return OK;
}

/* ---- beside its table ---- */

static err plan_column(struct ctx *c, const struct rollup_spec *r, const struct spec *source, size_t k, struct rollup_plan *p)
{
    size_t i = 0;
    p->of[k]   = SIZE_MAX;
    p->type[k] = COLUMN_INT;
    if (!*r->of[k]) return OK;
    while (i < source->column_count && strcasecmp(source->name[i], r->of[k]) != 0) i++;
    if (i == source->column_count) return fail(c, ERR_USAGE, "%s has no column %s to fold", r->source, r->of[k]);
    enum column_type type = source->type[i];
    bool             text = type == COLUMN_TEXT, edge = r->fold[k] == FOLD_FIRST || r->fold[k] == FOLD_LAST;
    if (text && !edge && r->fold[k] != FOLD_COUNT) return fail(c, ERR_USAGE, "%s of the texts in %s means nothing", folds[r->fold[k]], r->of[k]);
    p->of[k]   = i;
    p->needs  |= 1ull << i;
    p->type[k] = r->fold[k] == FOLD_COUNT ? COLUMN_INT : r->fold[k] == FOLD_AVG ? COLUMN_REAL : type;
    return OK;
}

/* Chunks of some thousand buckets, so that a segment's rollup is a blob or two. */
static const char *chunk_of(struct ctx *c, const struct rollup_spec *r)
{
    const int64_t BUCKETS = 4096, SPANS_MAX = 100000;
    if (r->chunk) return ctx_print(c, "chunk=%s", r->chunk);
    int64_t spans = (r->width > 0 ? (r->width + US_PER_DAY - 1) / US_PER_DAY : -r->width) * BUCKETS;
    return ctx_print(c, "chunk='%lld %s'", (long long)(spans < SPANS_MAX ? spans : SPANS_MAX), r->width > 0 ? "days" : "months");
}

err rollup_spec_plan(struct ctx *c, const struct rollup_spec *r, const struct spec *source, struct rollup_plan *ret)
{
    struct rollup_plan p = {0};
    size_t             n = 0;
    p.arguments[n++] = ctx_print(c, "%s INTEGER SEGMENT", source->segment);
    p.arguments[n++] = ctx_print(c, "%s TIMESTAMP TIME", source->time);
    for (size_t k = 0; k < r->column_count; k++) {
        TRY(plan_column(c, r, source, k, &p));
        p.arguments[n++] = ctx_print(c, "%s %s", r->name[k], type_name(p.type[k]));
    }
    p.arguments[n++] = chunk_of(c, r);
    p.argument_count = n;
    for (size_t i = 0; i < n; i++)
        if (!p.arguments[i]) return ERR_NOMEM;
    *ret = p;
    return OK;
}
