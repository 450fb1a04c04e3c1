/* compile.h - the steps of a program as they are found. For the floor calc alone. */
#ifndef CALC_COMPILE_H
#define CALC_COMPILE_H

#include "calc/program.h"

enum { BUILD_RESULTS_MAX = STEPS_MAX * 2 };

struct build {                          /* a program under construction */
    struct ctx     *c;
    struct program *p;
};

/* The column of an input, in the days of an asset; a new one where nobody has asked for it. ERR_LIMIT past WANTED_MAX. */
err build_column(struct build *b, enum input_id id, struct slice text, uint16_t *ret_value);

/* The first value of a step that says the same, or of this one, which is added; s->out and s->stage are found here. */
err build_step(struct build *b, struct step *s, uint16_t *ret_value);

/* The place of a period; one that is new is added. There are no more than PERIODS_MAX of them. */
uint16_t build_period(struct build *b, enum length_kind kind);

/* Where each value stands, and what room that takes: once all steps and outputs are there. */
err build_places(struct build *b);

#endif
