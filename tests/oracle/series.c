/* What pandas says of a pair of series with gaps, ties and a stretch that never moves; see tools/oracle/series.py. */
#include <math.h>
#include <stdlib.h>

#include "../check.h"
#include "../sheet.h"
#include "num/align.h"
#include "num/change.h"
#include "num/ewm.h"
#include "num/fill.h"
#include "num/rolling.h"
#include "num/section.h"

enum { ROWS = 120 };

static const char SHEET[] = "tests/oracle/series.csv";

/* pandas takes values out of running sums, and what that leaves is in its answers; ratios of small spreads show it most.
 * The property tests hold the same functions to 1e-12 of windows computed one by one. */
static const double TOLERANCE = 1e-9, TOLERANCE_OF_SHAPE = 1e-8;

static struct sheet sheet;
static const double *x, *y;
static int64_t       at[ROWS];
static double        out[ROWS], scratch[ROLLING_ROOM * ROWS];

static bool load(struct ctx *c)
{
    bool read = sheet_read(c, SHEET, &sheet) == OK && sheet.rows == ROWS;
    CHECK(read, "%s: %s", SHEET, c->note);
    for (size_t i = 0; read && i < ROWS; i++) at[i] = (int64_t)sheet_column(&sheet, "at")[i];
    x = read ? sheet_column(&sheet, "x") : NULL;
    y = read ? sheet_column(&sheet, "y") : NULL;
    return read;
}

static void compare(const char *name, const double *want, double tolerance)
{
    for (size_t i = 0; i < ROWS; i++) {
        bool same = isnan(want[i]) ? isnan(out[i]) : fabs(out[i] - want[i]) <= tolerance * fmax(1, fabs(want[i]));
        CHECK(same, "%s row %zu: %.17g, pandas has %.17g", name, i, out[i], want[i]);
    }
}

static void compare_column(const char *name)
{
    const double *want = sheet_column(&sheet, name);
    CHECK(want && sheet_known(&sheet, want) > 0, "%s is not in the sheet", name);
    if (want) compare(name, want, TOLERANCE);
}

/* ---- rolling ---- */

static const struct {
    const char *name;
    void (*run)(const double *, size_t, const struct frame *, double *, double *);
} of_one[] = {
    {"sum", rolling_sum}, {"mean", rolling_mean}, {"variance", rolling_variance}, {"deviation", rolling_deviation},
    {"skewness", rolling_skewness}, {"kurtosis", rolling_kurtosis}, {"min", rolling_min}, {"max", rolling_max},
    {"median", rolling_median}, {"rank", rolling_rank}, {"product", rolling_product}, {"score", rolling_score},
};

static const struct {
    const char *name;
    void (*run)(const double *, const double *, size_t, const struct frame *, double *, double *);
} of_two[] = {
    {"covariance", rolling_covariance}, {"correlation", rolling_correlation}, {"slope", rolling_slope},
};

/* "mean/r40/12": family, frame, and how many known values it needs. */
static struct frame frame_of(const char *name)
{
    const char *kind  = strchr(name, '/') + 1;
    struct frame f    = {.least = strtoul(strrchr(name, '/') + 1, NULL, 10)};
    unsigned long size = strtoul(kind + 1, NULL, 10);
    if (*kind == 'r') f.rows = size;
    if (*kind == 't') f.at = at, f.width = (int64_t)size;
    return f;
}

static bool is_family(const char *column, const char *family)
{
    size_t size = strlen(family);
    return strncmp(column, family, size) == 0 && column[size] == '/';
}

/* What has no meaning is NaN here; pandas leaves a number there: 0 or -3, or what rounding left of a spread of nothing. */
static void forgive_constant(double *want, const struct frame *f)
{
    double deviation[ROWS];
    rolling_deviation(x, ROWS, f, scratch, deviation);
    for (size_t i = 0; i < ROWS; i++)
        if (!(deviation[i] > 0)) want[i] = NAN;
}

static void compare_rolling(const char *name)
{
    double       want[ROWS];
    struct frame f = frame_of(name);
    bool         shape = is_family(name, "skewness") || is_family(name, "kurtosis") || is_family(name, "score") || is_family(name, "correlation") ||
                 is_family(name, "slope");
    memcpy(want, sheet_column(&sheet, name), sizeof want);
    if (shape) forgive_constant(want, &f);
    compare(name, want, shape ? TOLERANCE_OF_SHAPE : TOLERANCE);
}

TEST(oracle_pandas_rolling)
{
    AUTO_CTX c = {0};
    size_t   compared = 0;
    ctx_open(&c, 64 << 20);
    if (!load(&c)) return;
    for (size_t k = 0; k < sheet.columns; k++) {
        char *name = ctx_copy(&c, sheet.name[k]);
        if (!name || !strchr(name, '/') || strchr("rte", strchr(name, '/')[1]) == NULL) continue;
        struct frame f = frame_of(name);
        size_t before = compared;
        for (size_t m = 0; m < sizeof of_one / sizeof *of_one; m++)
            if (is_family(name, of_one[m].name)) of_one[m].run(x, ROWS, &f, scratch, out), compared++;
        for (size_t m = 0; m < sizeof of_two / sizeof *of_two; m++)
            if (is_family(name, of_two[m].name)) of_two[m].run(x, y, ROWS, &f, scratch, out), compared++;
        if (is_family(name, "quantile")) rolling_quantile(x, ROWS, &f, 0.3, scratch, out), compared++;
        if (compared > before) compare_rolling(name);
    }
    CHECK(compared == 6 * 16, "%zu columns were compared", compared);
}

/* ---- exponentially weighted ---- */

TEST(oracle_pandas_ewm)
{
    AUTO_CTX c = {0};
    ctx_open(&c, 64 << 20);
    if (!load(&c)) return;
    struct {
        const char  *name;
        struct decay d;
    } kind[] = {{"a0.2/1", {.alpha = 0.2, .least = 1}}, {"a0.05/10", {.alpha = 0.05, .least = 10}}};
    for (size_t k = 0; k < 2; k++) {
        ewm_mean(x, ROWS, &kind[k].d, out);
        compare_column(ctx_print(&c, "ewm_mean/%s", kind[k].name));
        ewm_variance(x, ROWS, &kind[k].d, out);
        compare_column(ctx_print(&c, "ewm_variance/%s", kind[k].name));
        ewm_deviation(x, ROWS, &kind[k].d, out);
        compare_column(ctx_print(&c, "ewm_deviation/%s", kind[k].name));
        ewm_covariance(x, y, ROWS, &kind[k].d, out);
        compare_column(ctx_print(&c, "ewm_covariance/%s", kind[k].name));
        ewm_correlation(x, y, ROWS, &kind[k].d, out);
        compare_column(ctx_print(&c, "ewm_correlation/%s", kind[k].name));
    }
    ewm_mean(x, ROWS, &(struct decay){.at = at, .half_life = 7, .least = 1}, out);
    compare_column("ewm_mean/h7/1");
}

/* ---- changes, filling, sections, joins ---- */

TEST(oracle_pandas_change)
{
    AUTO_CTX c = {0};
    double   part[ROWS];
    ctx_open(&c, 64 << 20);
    if (!load(&c)) return;
    change_lag(x, ROWS, 3, out);
    compare_column("lag/3");
    change_difference(x, ROWS, 2, out);
    compare_column("difference/2");
    change_simple(x, ROWS, 1, out);
    compare_column("simple/1");
    change_log(x, ROWS, 5, out);
    compare_column("log/5");
    cumulative_sum(x, ROWS, out);
    compare_column("cumulative_sum");
    for (size_t i = 0; i < ROWS; i++) part[i] = x[i] / 100;
    cumulative_product(part, ROWS, out);
    compare_column("cumulative_product");
    cumulative_min(x, ROWS, out);
    compare_column("cumulative_min");
    cumulative_max(x, ROWS, out);
    compare_column("cumulative_max");
}

TEST(oracle_pandas_fill)
{
    AUTO_CTX c = {0};
    ctx_open(&c, 64 << 20);
    if (!load(&c)) return;
    memcpy(out, x, sizeof out);
    CHECK(fill_forward(out, ROWS, 0) == 4);
    compare_column("forward/0");
    memcpy(out, x, sizeof out);
    CHECK(fill_forward(out, ROWS, 2) == 3);
    compare_column("forward/2");
    memcpy(out, x, sizeof out);
    CHECK(fill_linear(out, NULL, ROWS) == 4);
    compare_column("linear/rows");
    memcpy(out, x, sizeof out);
    CHECK(fill_linear(out, at, ROWS) == 4);
    compare_column("linear/time");
}

TEST(oracle_pandas_section)
{
    AUTO_CTX c = {0};
    struct section_key keys[2 * ROWS];
    uint32_t group[ROWS];
    double   sums[4];
    size_t   members[4];
    ctx_open(&c, 64 << 20);
    if (!load(&c)) return;
    section_ranks(x, ROWS, keys, out);
    compare_column("section_ranks");
    section_zscores(x, ROWS, scratch, out);
    compare_column("section_zscores");
    section_winsorise(x, ROWS, 0.1, 0.9, scratch, out);
    compare_column("section_winsorised");
    for (size_t i = 0; i < ROWS; i++) group[i] = (uint32_t)(at[i] % 4);
    section_neutralise(x, group, ROWS, 4, sums, members, out);
    compare_column("section_neutral");
}

TEST(oracle_pandas_as_of)
{
    AUTO_CTX c = {0};
    int64_t  from[ROWS / 3];
    double   numbers[ROWS / 3];
    size_t   row[ROWS];
    ctx_open(&c, 64 << 20);
    if (!load(&c)) return;
    for (size_t i = 0; i < ROWS / 3; i++) from[i] = at[3 * i] + 1, numbers[i] = (double)i;
    align_rows_as_of(at, ROWS, from, ROWS / 3, 4, row);
    align_take(numbers, row, ROWS, out);
    compare_column("as_of/4");
}
