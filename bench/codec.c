/* The column codecs on real and drawn prices: bytes a row, how long it takes to write and read them, beside a plain copy.
 *     bench/codec [CSV...]      symbol,date,open,high,low,close,volume, sorted; usual are the sets that are there */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "pack/columns.h"
#include "sources/price_file.h"

enum { COLUMNS = 6, ROUNDS = 10, MEMORY = 1 << 30, BLOB_MEMORY = 64 << 20 };

static const char *const names[COLUMNS] = {"time", "open", "high", "low", "close", "volume"};

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

struct prices {
    size_t   count, room, *first, blobs;        /* first row of every blob */
    int64_t *at;
    double  *value[COLUMNS];                    /* from 1 on */
};

static void add_row(struct prices *t, const struct price_row *r)
{
    if (t->count == t->room) {
        t->room = t->room ? t->room * 2 : 1 << 20;
        t->at   = realloc(t->at, t->room * sizeof *t->at);
        for (size_t k = 1; k < COLUMNS; k++) t->value[k] = realloc(t->value[k], t->room * sizeof(double));
    }
    t->at[t->count] = r->at;
    for (size_t k = 1; k < COLUMNS; k++) t->value[k][t->count] = r->value[k - 1];
    t->count++;
}

/* One blob per symbol and at most `rows` rows. */
static bool load(const char *path, size_t rows, struct prices *t)
{
    static char       line[4096];
    char              symbol[128] = "";
    struct price_file f = {.scale = 1, .clock_day = DAY_NONE};
    AUTO_CTX          c = {0};
    FILE             *in = fopen(path, "r");
    ctx_open(&c, MEMORY);
    if (!in || !fgets(line, sizeof line, in) || price_file_learn(&c, slice_of(line), NULL, &f) != OK) return false;
    t->first = malloc(sizeof *t->first * 1000000);
    for (size_t held = 0; fgets(line, sizeof line, in); held++) {
        struct price_row   r;
        struct price_fault fault;
        if (!price_file_read(&f, line, strlen(line), &r, &fault)) continue;
        if (t->blobs == 0 || held == rows || !slice_is(r.symbol, symbol) || r.at <= t->at[t->count - 1]) {
            t->first[t->blobs++] = t->count;
            held = 0;
            snprintf(symbol, sizeof symbol, "%.*s", (int)r.symbol.size, r.symbol.at);
        }
        add_row(t, &r);
    }
    t->first[t->blobs] = t->count;
    (void)fclose(in);
    return t->count > 0;
}

static void columns_of(const struct prices *t, size_t from, struct column *ret)
{
    ret[0] = (struct column){.type = COLUMN_INT, .ints = t->at + from};
    for (size_t k = 1; k < COLUMNS; k++) ret[k] = (struct column){.type = COLUMN_REAL, .reals = t->value[k] + from};
}

static void decode_all(const struct prices *t, const struct slice *blobs)
{
    static double out[PACK_ROWS_MAX + PACK_SLACK];
    for (size_t k = 0; k < COLUMNS; k++) {
        double best = INFINITY, copied = INFINITY;
        size_t bytes = 0, codecs[CODEC_COUNT] = {0}, used = 0;
        for (int round = 0; round < ROUNDS; round++) {
            AUTO_CTX c = {0};
            double   began = seconds();
            ctx_open(&c, BLOB_MEMORY);
            struct unpacker u = {.c = &c};
            for (size_t b = 0; b < t->blobs; b++) {
                struct packed p;
                if (!columns_open(blobs[b], &p) || !columns_decode(&u, &p, k, out, NULL)) printf("damaged\n");
            }
            best  = fmin(best, seconds() - began);
            began = seconds();
            for (size_t b = 0; b < t->blobs; b++)
                memcpy(out, k ? (const void *)(t->value[k] + t->first[b]) : (const void *)(t->at + t->first[b]), (t->first[b + 1] - t->first[b]) * 8);
            copied = fmin(copied, seconds() - began);
        }
        for (size_t b = 0; b < t->blobs; b++) {
            struct packed p;
            uint32_t      size;
            (void)columns_open(blobs[b], &p);
            memcpy(&size, p.body.at + PACK_HEAD_SIZE + k * PACK_ENTRY_SIZE + 8, sizeof size);
            bytes += size;
            codecs[columns_codec(&p, k)]++;
        }
        for (size_t i = 1; i < CODEC_COUNT; i++)
            if (codecs[i] > codecs[used]) used = i;
        static const char *const codec_names[] = {"nothing", "raw", "ints", "times", "decimal", "xor", "words"};
        printf("  %-8s %6.3f bytes/value  %6.2f billion values/s  (%4.1f x a copy's time)  %s in %zu of %zu blobs\n", names[k], (double)bytes / (double)t->count,
               (double)t->count / best / 1e9, best / copied, codec_names[used], codecs[used], t->blobs);
    }
}

static void bench(const char *path, size_t rows)
{
    struct prices  t = {0};
    struct column columns[COLUMNS];
    AUTO_CTX      kept = {0};
    size_t        bytes = 0;
    double        best = INFINITY;
    if (!load(path, rows, &t)) {
        printf("codec: skipped, %s is not there\n", path);
        return;
    }
    struct slice *blobs = calloc(t.blobs, sizeof *blobs);
    ctx_open(&kept, MEMORY);
    for (int round = 0; round < 2; round++) {
        double began = seconds();
        bytes = 0;
        for (size_t b = 0; b < t.blobs; b++) {
            AUTO_CTX     c = {0};
            struct slice blob;
            ctx_open(&c, BLOB_MEMORY);
            columns_of(&t, t.first[b], columns);
            if (columns_encode(&c, t.first[b + 1] - t.first[b], columns, COLUMNS, &blob) != OK) printf("%s\n", c.note);
            bytes += blob.size;
            if (round == 1) blobs[b] = (struct slice){ctx_copy(&kept, blob), blob.size};
        }
        best = fmin(best, seconds() - began);
    }
    printf("%s: %zu rows in %zu blobs of at most %zu\n  %.3f bytes/row all in; %.1f ns/row to write (asked: 90)\n", path, t.count, t.blobs, rows,
           (double)bytes / (double)t.count, best * 1e9 / (double)t.count);
    decode_all(&t, blobs);
    free(blobs);
    for (size_t k = 1; k < COLUMNS; k++) free(t.value[k]);
    free(t.at);
    free(t.first);
}

int main(int argc, char **argv)
{
    enum { ROWS = 4096 };
    for (int i = 1; i < argc; i++) bench(argv[i], ROWS);
    if (argc == 1) bench("build/bench/market.csv", ROWS);
    return 0;
}
