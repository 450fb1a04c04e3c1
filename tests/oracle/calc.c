/* What pandas says of expressions over five assets with days of their own; see tools/oracle/calc.py. */
#include <math.h>

#include "../check.h"
#include "../panel.h"
#include "../sheet.h"

enum { MEMORY = 64 << 20, FIXED = 6, ASSETS_MAX = 16 };

static const char SHEET[] = "tests/oracle/calc.csv";

/* pandas takes values out of running sums; ratios of small spreads show what that leaves. */
static const double TOLERANCE = 1e-8;

static err panel_of(struct ctx *c, const struct sheet *s, struct test_panel *ret)
{
    const double *asset = sheet_column(s, "asset"), *day = sheet_column(s, "day"), *group = sheet_column(s, "group");
    size_t       *begin;
    int32_t      *days, *calendar;
    uint32_t     *groups;
    bool         *seen;
    TRY(NEW(c, begin, ASSETS_MAX + 1));
    TRY(NEW(c, days, s->rows));
    TRY(NEW(c, calendar, s->rows));
    TRY(NEW(c, groups, ASSETS_MAX));
    TRY(NEW(c, seen, 100000));
    *ret = (struct test_panel){.rows = s->rows, .x = {.begin = begin, .day = days, .calendar = calendar, .rows_max = s->rows}};
    for (size_t i = 0; i < s->rows; i++) {
        if (i == 0 || asset[i] != asset[i - 1]) begin[ret->x.assets] = i, groups[ret->x.assets++] = (uint32_t)group[i];
        days[i] = (int32_t)day[i];
        seen[days[i]] = true;
    }
    begin[ret->x.assets] = s->rows;
    for (int32_t d = 0; d < 100000; d++)
        if (seen[d]) calendar[ret->x.days++] = d;
    for (int k = 0; k < INPUT_COUNT; k++) ret->input[k] = (double *)(void *)(uintptr_t)sheet_column(s, inputs[k].name);
    for (int g = 0; g < GROUP_COUNT; g++) ret->x.group[g] = groups, ret->x.group_count[g] = 2;
    return OK;
}

static char *expression_of(struct ctx *c, struct slice name)
{
    char *text = ctx_copy(c, name);
    for (char *p = text; p && *p; p++)
        if (*p == '|') *p = ',';
    return text;
}

TEST(oracle_pandas_expressions)
{
    AUTO_CTX          c = {0};
    struct sheet      s;
    struct test_panel t;
    ctx_open(&c, MEMORY);
    CHECK(sheet_read(&c, SHEET, &s) == OK && panel_of(&c, &s, &t) == OK, "%s: %s", SHEET, c.note);
    CHECK(s.columns > FIXED + 40 && s.rows > 200, "%zu columns, %zu rows", s.columns, s.rows);
    for (size_t k = FIXED; k < s.columns; k++) {
        char         *text = expression_of(&c, s.name[k]);
        const double *want = s.value[k];
        double       *out = NULL;
        CHECK(sheet_known(&s, want) > 0, "%s", text);
        CHECK(panel_run(&c, &t, text, 1, &out) == OK, "%s: %s", text, c.note);
        if (!out) return;
        for (size_t i = 0; i < s.rows; i++) {
            bool same = isnan(want[i]) ? isnan(out[i]) : fabs(out[i] - want[i]) <= TOLERANCE * fmax(1, fabs(want[i]));
            CHECK(same, "%s, row %zu: %.17g, pandas has %.17g", text, i, out[i], want[i]);
        }
    }
}
