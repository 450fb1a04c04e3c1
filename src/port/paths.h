/* paths.h - what a portfolio may become: wealth along paths that are drawn from a seed, with money going in and out.
 *
 * Path i is the same numbers whoever draws it, in whatever order, on however many threads. A portfolio is brought back to its
 * weights after every step; what the weights leave of 1 is cash. Pure, no allocation. */
#ifndef PORT_PATHS_H
#define PORT_PATHS_H

#include <stddef.h>
#include <stdint.h>

enum path_kind {
    PATH_NORMAL,                /* geometric Brownian motion: normal log returns, correlated */
    PATH_STUDENT,               /* the same variance and correlation with fat tails: all assets share each step's shock */
    PATH_BOOTSTRAP,             /* days of the past in blocks of random length (Politis and Romano 1994), all assets together */
    PATH_REGIME,                /* normal, with drift and covariance of a state that changes as a Markov chain */
};

enum { PATH_ASSETS_MAX = 512, PATH_STEPS_MAX = 20000, PATH_REGIMES_MAX = 8, PATH_FREEDOM_MAX = 60 };

struct path_plan {
    enum path_kind kind;
    size_t         assets, steps;
    uint64_t       seed;
    const double  *weight;
    double         cash_growth;         /* of 1 in cash, a step */
    size_t         regimes;             /* 1 but for PATH_REGIME, whose first state is 0 */
    const double  *drift;               /* regimes x assets: mean log return of a step */
    const double  *root;                /* regimes x assets x assets: Cholesky factor of the covariance of a step, lower */
    const double  *switching;           /* regimes x regimes: probability of going from row to column */
    int            freedom;             /* of PATH_STUDENT: 3 to PATH_FREEDOM_MAX */
    const double  *history;             /* of PATH_BOOTSTRAP: periods x assets, simple returns */
    size_t         periods;
    double         block;               /* mean length of a block, 1 or more */
    double         start;               /* wealth */
    const double  *flow;                /* per step, after its return: above 0 is put in, below is taken out; NULL: nothing */
    size_t         marks;
    const uint32_t *mark;               /* steps after which wealth is noted, rising, from 1 to steps */
};

size_t paths_scratch(const struct path_plan *p);        /* doubles of scratch */

/* Paths `first` to first + count: ret[i * marks + k] is the wealth of path first + i after step mark[k]. Wealth that cannot
 * pay what is taken out is 0 from then on. */
void paths_run(const struct path_plan *p, uint64_t first, size_t count, double *scratch, double *ret);

/* Quantiles at one mark, of all paths, at `levels`; `sorted` has room for `paths`, and holds them sorted after. */
void paths_fan(const double *wealth, size_t paths, size_t marks, size_t mark, const double *levels, size_t level_count, double *sorted,
               double *ret);

double paths_share_at_least(const double *sorted, size_t paths, double goal);   /* probability of a goal */

#endif
