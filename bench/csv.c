/* Price lines to rows, ns a row, best of rounds on one thread: finding the line, splitting it, reading the whole row. Beside
 * them strtod for the five numbers of the line, and memcpy of its bytes. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "sources/price_file.h"

enum { ROWS = 200000, ROUNDS = 5, MEMORY = 256 << 20 };

static struct slice      text;
static char             *work;          /* a copy: splitting writes into the line */
static struct price_file format;
static double            sum;           /* so that no work can be left out */

static err make_text(struct ctx *c)
{
    struct text out   = {.c = c};
    double      close = 100;
    text_put(&out, "date,open,high,low,close,volume,Name\n");
    for (int i = 0; i < ROWS; i++) {
        char day[DAY_SIZE + 1] = {0};
        (void)day_write(day, 10000 + i % 7000);
        close += ((i * 37 % 100) - 49.5) / 100;
        text_print(&out, "%s,%.2f,%.2f,%.2f,%.2f,%d,S%03d\n", day, close, close + 1.5, close - 1.25, close + 0.25, 1000000 + i * 7 % 900000, i / 7000);
    }
    TRY(text_done(&out));
    text   = text_slice(&out);
    format = (struct price_file){.scale = 1, .clock_day = DAY_NONE};
    TRY(NEW(c, work, text.size + 1));
    return price_file_learn(c, text, NULL, &format);
}

enum { FIND, SPLIT, READ };

static void take(int what, char *line, size_t size)
{
    struct slice       cells[CSV_CELLS_MAX];
    struct price_row   row;
    struct price_fault fault;
    if (what == SPLIT) sum += (double)csv_split(line, size, format.separator, cells);
    if (what == READ && price_file_read(&format, line, size, &row, &fault)) sum += row.value[BAR_CLOSE];
}

static void run_lines(int what)
{
    for (size_t at = 0, line; at < text.size; at += line) {
        line = csv_line_size((struct slice){work + at, text.size - at}, true);
        take(what, work + at, line);
    }
}

static void run_strtod(int unused)      /* what the numbers alone cost with the C library */
{
    (void)unused;
    char *at = strchr(work, '\n') + 1;
    for (int i = 0; i < ROWS; i++, at = strchr(at, '\n') + 1) {
        at += DAY_SIZE;
        for (int k = 0; k < 5; k++) sum += strtod(at + 1, &at);
    }
}

static void run_copy(int unused) { sum += unused; }     /* the copy is what best() does before each round */

static double best(void (*run)(int what), int what)
{
    double least = 1e18;
    for (int r = 0; r < ROUNDS; r++) {
        int64_t begin = time_steady();
        memcpy(work, text.at, text.size);
        int64_t copied = time_steady();
        run(what);
        int64_t end = time_steady();
        double  ns  = (double)(run == run_copy ? copied - begin : end - copied) * 1e3 / ROWS;
        if (ns < least) least = ns;
    }
    return least;
}

int main(void)
{
    AUTO_CTX c;
    ctx_open(&c, MEMORY);
    if (make_text(&c) != OK) {
        puts(c.note);
        return 1;
    }
    double find = best(run_lines, FIND), split = best(run_lines, SPLIT), read = best(run_lines, READ), digits = best(run_strtod, 0), copy = best(run_copy, 0);
    double bytes = (double)text.size / ROWS;
    printf("csv   a price line of %.0f bytes: found in %.1f ns, split in %.1f ns, read into a row in %.1f ns (%.0f MB/s)\n", bytes, find, split, read, bytes * 1e3 / read);
    printf("csv   strtod takes %.1f ns for its five numbers: a whole row x%.2f of that; memcpy %.2f ns, x%.0f\n", digits, read / digits, copy, read / copy);
    return sum == 0;
}
