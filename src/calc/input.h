/* input.h - what an expression can be computed from: columns that its caller loads, told by name. One row each in input.c. */
#ifndef CALC_INPUT_H
#define CALC_INPUT_H

#include "calc/unit.h"

enum input_id { INPUT_OPEN, INPUT_HIGH, INPUT_LOW, INPUT_CLOSE, INPUT_VOLUME, INPUT_MOOD, INPUT_MOOD_1D, INPUT_MOOD_6H, INPUT_BUZZ, INPUT_BENCHMARK,
                INPUT_SIGNAL, INPUT_COUNT };

/* What a week or month of it comes to. */
enum gather { GATHER_FIRST, GATHER_HIGHEST, GATHER_LOWEST, GATHER_LAST, GATHER_TOTAL };

struct input {
    const char *name, *about;
    const char *says;           /* of one that takes a text, as in benchmark("SPY"): what that is */
    struct unit unit;
    enum gather gather;
};

extern const struct input inputs[INPUT_COUNT];

/* INPUT_COUNT for none. */
enum input_id input_find(struct slice name, bool called);

#endif
