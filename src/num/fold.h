/* fold.h - the engine of rolling.h: terms of the values in a window, joined without ever taking one out.
 *
 * A family gives what the terms of a value are and what their joint says; both are inlined. For the floor num alone. */
#ifndef NUM_FOLD_H
#define NUM_FOLD_H

#include <math.h>
#include <stdbool.h>

#include "num/lanes.h"
#include "num/rolling.h"

enum { TERMS_MAX = ROLLING_ROOM };

struct series_pair {            /* y is x where there is one series only */
    const double *x, *y;
    bool          whole;        /* no value is missing: a constant to the compiler, which drops every check of it */
};

struct fold_sum {               /* what a window holds */
    double n;                   /* known values */
    double x, y;                /* the newest values, known or not */
    double base_x, base_y;      /* what the terms are measured from: a value inside the window, or 0 */
    double term[TERMS_MAX];
};

struct family {
    size_t terms;
    bool   centred;             /* measured from a value inside the window */
    double nothing;             /* the term of a missing value: 0 for a sum, 1 for a product */
    void (*split)(double x, double y, double *term);
    double (*join)(double a, double b);
    double (*answer)(const struct fold_sum *s);
};

/* Written out by the compiler, so that the terms live in registers. */
#define EACH_TERM(k) _Pragma("GCC unroll 5") for (size_t k = 0; k < m->terms; k++)

INLINED bool pair_known(struct series_pair p, size_t i) { return p.whole || (isfinite(p.x[i]) && isfinite(p.y[i])); }

INLINED void pair_terms(const struct family *m, struct series_pair p, const struct fold_sum *s, size_t i, double *term)
{
    if (pair_known(p, i)) m->split(p.x[i] - s->base_x, p.y[i] - s->base_y, term);
    else EACH_TERM(k) term[k] = m->nothing;
}

INLINED void fold_rebase(const struct family *m, struct series_pair p, struct fold_sum *s, size_t i)
{
    if (!m->centred || !pair_known(p, i)) return;
    s->base_x = p.x[i];
    s->base_y = p.y[i];
}

INLINED double fold_answer(const struct family *m, struct series_pair p, size_t i, size_t least, struct fold_sum *s)
{
    s->x = p.x[i];
    s->y = p.y[i];
    return s->n >= (double)least && s->n > 0 ? m->answer(s) : NAN;
}

/* All rows so far: one sum a term, and beside it what rounding took from it. */
INLINED void fold_all(const struct family *m, struct series_pair p, size_t count, size_t least, double *out)
{
    struct fold_sum s = {0};
    double          term[TERMS_MAX], sum[TERMS_MAX], lost[TERMS_MAX] = {0};
    EACH_TERM(k) sum[k] = m->nothing;
    for (size_t i = 0; i < count; i++) {
        if (s.n == 0) fold_rebase(m, p, &s, i);
        s.n += pair_known(p, i);
        pair_terms(m, p, &s, i, term);
        EACH_TERM(k) {
            double next = m->join(sum[k], term[k]);
            if (m->nothing == 0) lost[k] += fabs(sum[k]) >= fabs(term[k]) ? (sum[k] - next) + term[k] : (term[k] - next) + sum[k];
            sum[k]    = next;
            s.term[k] = sum[k] + lost[k];
        }
        out[i] = fold_answer(m, p, i, least, &s);
    }
}

/* Folds the rows from `begin` to i backward into `back` and returns where the newer part begins: behind the last known. */
INLINED size_t fold_back(const struct family *m, struct series_pair p, struct fold_sum *s, size_t begin, size_t i, double *back)
{
    size_t middle = i + 1, terms = m->terms;
    double term[TERMS_MAX], sum[TERMS_MAX];
    while (middle > begin + 1 && !pair_known(p, middle - 1)) middle--;
    fold_rebase(m, p, s, middle - 1);
    EACH_TERM(k) sum[k] = m->nothing;
    for (size_t j = middle; j-- > begin;) {
        pair_terms(m, p, s, j, term);
        EACH_TERM(k) back[(j - begin) * terms + k] = sum[k] = m->join(sum[k], term[k]);
    }
    return middle;
}

/* Takes row i in, beside what `back` holds of the rows before it. */
INLINED double fold_step(const struct family *m, struct series_pair p, struct fold_sum *s, size_t i, size_t least, const double *back, double *ahead)
{
    double term[TERMS_MAX];
    pair_terms(m, p, s, i, term);
    EACH_TERM(k) {
        ahead[k]   = m->join(ahead[k], term[k]);
        s->term[k] = m->join(back[k], ahead[k]);
    }
    return fold_answer(m, p, i, least, s);
}

INLINED void fold_window(const struct family *m, struct series_pair p, size_t count, const struct frame *f, double *back, double *out)
{
    struct fold_sum s = {0};
    size_t          begin = 0, first = 0, middle = 0, terms = m->terms;
    double          ahead[TERMS_MAX] = {0};
    for (size_t i = 0; i < count; i++) {
        bool fresh = pair_known(p, i);
        s.n += fresh;
        for (size_t now = frame_begin(f, i, begin); begin < now; begin++) s.n -= pair_known(p, begin);
        if (begin >= middle || (fresh && s.n == 1)) {
            middle = fold_back(m, p, &s, begin, i, back);
            first  = begin;
            EACH_TERM(k) s.term[k] = back[k], ahead[k] = m->nothing;
            out[i] = fold_answer(m, p, i, f->least, &s);
        } else {
            out[i] = fold_step(m, p, &s, i, f->least, back + (begin - first) * terms, ahead);
        }
    }
}

/* The same bits as fold_window() where the window is of rows and nothing is missing: no counting, and two short loops. */
INLINED void fold_rows(const struct family *m, struct series_pair p, size_t count, size_t rows, size_t least, double *back, double *out)
{
    struct fold_sum s = {.n = 1};
    size_t          terms = m->terms;
    double          ahead[TERMS_MAX] = {0};
    for (size_t i = 0; i < count; i += rows) {
        size_t begin = i + 1 > rows ? i + 1 - rows : 0, width = i + 1 - begin;
        (void)fold_back(m, p, &s, begin, i, back);
        EACH_TERM(k) s.term[k] = back[k], ahead[k] = m->nothing;
        s.n    = (double)width;
        out[i] = fold_answer(m, p, i, least, &s);
        for (size_t k = 1; k < rows && i + k < count; k++) {
            if (width < rows) s.n++;
            out[i + k] = fold_step(m, p, &s, i + k, least, back + (width < rows ? 0 : k) * terms, ahead);
        }
    }
}

/* A sum with anything missing in it is not 0 x finite. */
INLINED bool pair_whole(const double *x, const double *y, size_t count)
{
    double lane[4] = {0};
    size_t i = 0;
    for (; i + 4 <= count; i += 4)
        for (size_t k = 0; k < 4; k++) lane[k] += 0 * x[i + k] + 0 * y[i + k];
    for (; i < count; i++) lane[0] += 0 * x[i] + 0 * y[i];
    return lane[0] + lane[1] + lane[2] + lane[3] == 0;
}

INLINED void fold(const struct family *m, const double *x, const double *y, size_t count, const struct frame *f, double *scratch, double *out)
{
    struct series_pair p = {.x = x, .y = y}, whole = {.x = x, .y = y, .whole = true};
    if (f->rows == 0 && !f->at)                 fold_all(m, p, count, f->least, out);
    else if (!f->at && pair_whole(x, y, count)) fold_rows(m, whole, count, f->rows, f->least, scratch, out);
    else                                        fold_window(m, p, count, f, scratch, out);
}

static inline double fold_add(double a, double b) { return a + b; }

#endif
