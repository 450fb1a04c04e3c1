/* formulas.h - the expressions that are kept under a name. Results live in the ctx. */
#ifndef JOBS_FORMULAS_H
#define JOBS_FORMULAS_H

#include "calc/program.h"
#include "jobs/house.h"
#include "model/formula.h"

enum { FORMULAS_MAX = 64 };

/* All of them, by name. */
err formulas_load(struct ctx *c, struct store *s, struct list *ret);

/* Those that the job `signal` computes, by name. */
err formulas_load_kept(struct ctx *c, struct store *s, struct list *ret);

/* What an expression may name, with those of its own text behind them. */
err formulas_known(struct ctx *c, struct store *s, const struct definition *own, size_t own_count, struct definition **ret, size_t *ret_count);

/* Fills what follows from name and text: the text in one way, its digest, its unit, who computes it. ERR_INVALID for what is no
 * signal: it looks ahead, or depends on the unit of the price, or is called what a signal is called. */
err formula_make(struct ctx *c, const char *name, const char *text, struct formula *ret);

/* One program for several of them, an output each. */
err formulas_compile(struct ctx *c, const struct list *formulas, struct program *ret);

#endif
