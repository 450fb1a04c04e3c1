#include "ops/advice_text.h"

#include "model/recommendation.h"

#define ROW(X, T)                                                                   \
    X(T, TEXT,   symbol,     0,        "what to hold")                              \
    X(T, F64,    weight,     0,        "share of the capital", .unit = "%")         \
    X(T, CASH,   amount,     0,        "money")                                     \
    X(T, F64,    score,      0,        "sum of its reasons")                        \
    X(T, F64,    volatility, 0,        "a year", .unit = "%")                       \
    X(T, CHOICE, class,      0,        "kind", .choices = asset_classes)            \
    X(T, TEXT,   sector,     0,        "sector")                                    \
    X(T, TEXT,   limited_by, NULLABLE, "what holds its weight down")                \
    X(T, TEXT,   name,       NULLABLE, "name")

RECORD(advice_row, ROW);
SHAPE(advice_row, ROW);

static void put_head(struct text *out, const struct recommendation *r)
{
    char span[SPAN_SIZE_MAX + 1] = {0}, day[DAY_SIZE + 1] = {0};
    (void)span_write(span, r->horizon);
    if (r->as_of != DAY_NONE) (void)day_write(day, r->as_of);
    text_print(out, "%s for %s %s investor (risk %g, horizon %s, decided by %s)", r->kind == ADVICE_ALLOCATE ? "Recommendation" : "INSUFFICIENT",
               r->band == BAND_AGGRESSIVE ? "an" : "a", bands[r->band], r->risk, span, r->binding);
    text_print(out, r->as_of == DAY_NONE ? "\n" : ", as of the close of %s\n", day);
    if (r->kind == ADVICE_INSUFFICIENT) return;
    cash_put_grouped(out, r->capital);
    text_print(out, " %s: %.1f %% in %zu positions, %.1f %% (", r->currency ? r->currency : "(currency unknown)", r->invested_weight * 100,
               r->positions.count, r->cash_weight * 100);
    cash_put_grouped(out, r->cash_amount);
    text_put(out, ") in cash\n");
    text_print(out, "volatility %.1f %% a year of at most %.1f %% (%.1f %% if all moved together); deepest fall of these weights in the year before %.1f %%\n",
               r->volatility * 100, r->volatility_limit * 100, r->volatility_undiversified * 100, r->worst_drawdown * 100);
}

static void put_positions(struct text *out, const struct recommendation *r, size_t width)
{
    const struct position *p = r->positions.at;
    struct advice_row     *rows = ctx_alloc(out->c, sizeof *rows, r->positions.count);
    if (!rows) {
        out->broken = true;
        return;
    }
    for (size_t i = 0; i < r->positions.count; i++)
        rows[i] = (struct advice_row){p[i].symbol, p[i].weight, p[i].amount, p[i].score, p[i].volatility, p[i].class, p[i].sector, p[i].limited_by,
                                      p[i].name};
    text_put_char(out, '\n');
    grid_put(out, &advice_row_shape, rows, r->positions.count, width);
    text_put(out, "\nWhy\n");
    for (size_t i = 0; i < r->positions.count; i++) text_print(out, "  %-8s %s\n", p[i].symbol, p[i].why);
}

static void put_excluded(struct text *out, const struct recommendation *r)
{
    const struct exclusion *e = r->excluded.at;
    size_t                  counts[LEFT_BROKEN_PRICES + 1] = {0};
    for (size_t i = 0; i < r->excluded.count; i++) counts[e[i].reason]++;
    text_print(out, "\nConsidered %lld assets, scored %lld, left out %zu", (long long)r->considered, (long long)r->candidates, r->excluded.count);
    const char *glue = ": ";
    for (size_t k = 0; k <= LEFT_BROKEN_PRICES; k++) {
        if (counts[k] == 0) continue;
        text_print(out, "%s%zu %s", glue, counts[k], exclusion_reasons[k]);
        glue = ", ";
    }
    text_put_char(out, '\n');
}

static void put_texts(struct text *out, const char *head, const struct list *l)
{
    if (l->count == 0) return;
    text_print(out, "\n%s\n", head);
    for (size_t i = 0; i < l->count; i++) text_print(out, "  - %s\n", ((const char *const *)l->at)[i]);
}

void advice_put_text(struct text *out, const struct answer *a, size_t width)
{
    const struct recommendation *r = a->at;
    put_head(out, r);
    if (r->positions.count) put_positions(out, r, width);
    put_texts(out, "Missing", &r->missing);
    put_excluded(out, r);
    put_texts(out, "To know", &r->notes);
    text_print(out, "\nRecord %.12s: `lumia recommendation %.12s` reads it again; --json tells every reason and what it rests on.\n", r->id, r->id);
}
