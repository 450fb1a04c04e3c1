/* lab.h - a whole house in a temporary folder, for tests that run ops and jobs as the program does. The store that holds
 * everything is made once per test run and copied; the clock stands still, so that answers can be compared byte for byte. */
#ifndef LAB_H
#define LAB_H

#include "jobs/job.h"
#include "ops/op.h"

enum { LAB_ADVICE = 2, LAB_LINE_MAX = 64 };

enum lab_content { LAB_EMPTY, LAB_FULL };       /* FULL: tests/data, a simulated market, signals, advice on both, a feed */

struct lab {
    struct ctx      c;                  /* of the lab itself; calls bring their own */
    char            folder[64];
    char           *url;                /* of the store: a file in the folder, or a schema of the picked engine */
    char            advice[LAB_ADVICE][72];     /* ids of what was recommended: the real market's, the simulated one's */
    char           *kept;               /* the file that lab_restore() lays out */
    size_t          kept_size;
    struct settings settings;
    struct origin  *origins;
    struct pool    *pool;
    struct house    house;
};

void lab_open(struct lab *l, enum lab_content what);    /* FULL and all that lays out files are SQLite's alone */
void lab_fill(struct lab *l);           /* what FULL holds, brought in by its commands, on any engine */
void lab_close(struct lab *l);
#define AUTO_LAB __attribute__((cleanup(lab_close))) struct lab

void lab_leave(struct lab *l);          /* closes the store, as the end of the program does */
err  lab_enter(struct lab *l, struct ctx *c);
void lab_empty(struct lab *l);          /* closes the store and takes its files away */
void lab_restore(struct lab *l);        /* the store as lab_open() or lab_keep() left it */
void lab_keep(struct lab *l);

/* A command line behind `lumia`, its words parted by blanks or within ""; {advice} is the id of a recommendation. */
err lab_run(struct lab *l, struct ctx *c, const char *line, const struct op **ret_op, struct answer *ret);

/* A digest of every row of the tables named, parted by blanks; NULL is every table but the ledger of runs, and of a time series
 * what lies in the file, not what it shows. */
uint64_t lab_digest(struct lab *l, const char *tables_named);
/* What SQLite says of its own file. */
bool     lab_is_whole(struct lab *l);
int64_t  lab_revision(struct lab *l);

#endif
