/* JSON out and in, best of rounds on one thread: 252 bar rows written, a profile of 1 kB read with all its checks. Beside
 * them the speed of memcpy, printf's digits, and jansson (where it is installed), which only builds a tree. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "model/profile.h"
#include "shape/json.h"

enum { ROWS = 252, ROUNDS = 7, TIMES = 400, MEMORY = 64 << 20 };

#define ROW(X, T)                               \
    X(T, DAY, date,   0,        "day")          \
    X(T, F64, open,   NULLABLE, "first price")  \
    X(T, F64, high,   NULLABLE, "highest")      \
    X(T, F64, low,    NULLABLE, "lowest")       \
    X(T, F64, close,  NULLABLE, "last price")   \
    X(T, F64, volume, NULLABLE, "units traded")

RECORD(bench_row, ROW);
SHAPE(bench_row, ROW);

static struct bench_row rows[ROWS];
static char             copy[1 << 20];
static volatile size_t  kept;           /* so that no work can be left out */

static void make_rows(void)
{
    double close = 169.23;
    for (int i = 0; i < ROWS; i++) {
        double open = close;
        close = (double)(int)(close * (1 + 0.01 * ((i * 37 % 100) - 49) / 50) * 100) / 100;
        rows[i] = (struct bench_row){17000 + i, open, open * 1.0123, open * 0.9876, close, 1e6 + i * 997};
    }
}

/* Microseconds of one call, the best of ROUNDS of TIMES. */
static double best(void (*run)(void))
{
    double least = 1e18;
    for (int r = 0; r < ROUNDS; r++) {
        int64_t begin = time_steady();
        for (int i = 0; i < TIMES; i++) run();
        double us = (double)(time_steady() - begin) / TIMES;
        if (us < least) least = us;
    }
    return least;
}

static void write_rows(void)
{
    AUTO_CTX    c;
    struct text out = {.c = &c};
    ctx_open(&c, MEMORY);
    json_put_records(&out, &bench_row_shape, rows, ROWS);
    kept = out.size;
}

static void print_rows(void)            /* the least that printf would do for the same numbers */
{
    size_t at = 0;
    for (int i = 0; i < ROWS; i++)
        at += (size_t)snprintf(copy + at, sizeof copy - at, "{\"date\":\"%d\",\"open\":%.17g,\"high\":%.17g,\"low\":%.17g,\"close\":%.17g,\"volume\":%.17g},", rows[i].date,
                               rows[i].open, rows[i].high, rows[i].low, rows[i].close, rows[i].volume);
    kept = at;
}

static char body[1100];

static void make_body(void)
{
    int size = snprintf(body, sizeof body, "{\"risk\":40,\"horizon\":\"10y\",\"capital\":50000.25,\"market\":\"real\",\"exclude\":[");
    for (int i = 0; size < 1000; i++) size += snprintf(body + size, sizeof body - (size_t)size, "%s\"SYM%03d\"", i ? "," : "", i);
    snprintf(body + size, sizeof body - (size_t)size, "]}");
}

static void read_body(void)
{
    AUTO_CTX       c;
    struct profile p;
    ctx_open(&c, MEMORY);
    if (shape_default(&c, &profile_shape, &p) != OK || json_read_record(&c, &profile_shape, slice_of(body), &p) != OK) puts(c.note);
    kept = p.exclude.count;
}

static void skip_body(void)
{
    struct json j = json_of(slice_of(body));
    kept = json_skip(&j);
}

static void copy_body(void)
{
    memcpy(copy, body, sizeof body);
    kept = (size_t)copy[kept % sizeof body];
}

static void copy_rows(void)
{
    static char from[sizeof copy];
    memcpy(copy, from, kept % sizeof copy);
}

static void *(*jansson_load)(const char *at, size_t size, size_t flags, void *error);
static void (*jansson_delete)(void *tree);

static void read_jansson(void)
{
    char  story[1024];                  /* json_error_t has some 260 bytes */
    void *tree = jansson_load(body, strlen(body), 0, story);
    if (tree) jansson_delete(tree);
}

static bool find_jansson(void)
{
    void *library = dlopen("libjansson.so.4", RTLD_NOW);
    void *load    = library ? dlsym(library, "json_loadb") : NULL, *delete = library ? dlsym(library, "json_delete") : NULL;
    memcpy(&jansson_load, &load, sizeof load);
    memcpy(&jansson_delete, &delete, sizeof delete);
    return load && delete;
}

int main(void)
{
    make_rows();
    make_body();
    write_rows();
    size_t size = kept;
    double written = best(write_rows);
    kept = size;
    double copied = best(copy_rows), printed = best(print_rows);
    printf("json  write %d bar rows (%zu bytes): %.1f us, %.0f MB/s; memcpy x%.0f, printf %%.17g x%.2f\n", ROWS, size, written, (double)size / written, written / copied, written / printed);
    double read = best(read_body), skipped = best(skip_body), beside = best(copy_body);
    printf("json  read a profile of %zu bytes: %.2f us, %.0f MB/s; memcpy x%.0f; checked only: %.2f us, %.0f MB/s\n", strlen(body), read, (double)strlen(body) / read, read / beside,
           skipped, (double)strlen(body) / skipped);
    if (!find_jansson()) {
        puts("json  jansson is not installed here");
        return 0;
    }
    double peer = best(read_jansson);
    printf("json  jansson builds its tree in %.2f us: a record takes x%.2f of that\n", peer, read / peer);
    return 0;
}
