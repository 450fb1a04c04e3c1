/* indicator.h - what every indicator says about itself.
 *
 * One file, one indicator, one descriptor. Kernels are pure: arrays in, arrays out, nothing allocated, nothing that can
 * fail; indicator_check() has already turned away every parameter outside the ranges declared here. A kernel writes
 * nothing before its warm-up and reads nothing after bar i for the value at i. */
#ifndef TA_INDICATOR_H
#define TA_INDICATOR_H

#include <stdint.h>

#include "base/ctx.h"

enum { PARAMS_MAX = 8, OUTPUTS_MAX = 4, TILE_ASSETS = 8, TILE_ROOM = 5 + OUTPUTS_MAX };

struct series_in {              /* equal-length columns, oldest first; one that is not read may be NULL */
    size_t        count;
    const double *open, *high, *low, *close, *volume;
};

/* TILE_ASSETS series side by side: value i of asset a stands at [i * TILE_ASSETS + a], so that one instruction takes several
 * assets a bar further. All begin at bar 0; one that is shorter is filled up with anything. */
struct tile_in {
    size_t        count;
    const double *open, *high, *low, *close, *volume;
};

enum column { USES_OPEN = 1, USES_HIGH = 2, USES_LOW = 4, USES_CLOSE = 8, USES_VOLUME = 16, USES_HLC = 14 };

/* How far a value may drift when the window in front of it moves: not at all, by rounding, shrinking with time, by one
 * constant, because it is a total since the first bar, or without a law, because the first bar is part of its
 * meaning. */
enum stability { EXACT, ROUNDING, CONVERGING, CUMULATIVE, HISTORICAL };

/* How all outputs answer to prices times k, or volumes times k: in the unit of prices, unchanged, in the square of that
 * unit, in the unit of volumes, or by no such law. */
enum scaling { SCALES_WITH_PRICE, SCALE_FREE, SCALES_WITH_SQUARE, SCALES_WITH_VOLUME, SCALES_OTHERWISE };

struct param {
    const char *name;
    double      min, max, usual;
    const char *help;
};

struct indicator {
    const char    *name, *title, *group, *about, *reference;
    struct param   params[PARAMS_MAX];          /* whole numbers unless `fractional` */
    const char    *outputs[OUTPUTS_MAX];
    unsigned       uses;                        /* columns it reads */
    unsigned       fractional;                  /* bit k: parameter k may be a fraction */
    const char *const *choices[PARAMS_MAX];     /* of parameter k: names of its values from 0 on, NULL-terminated; or NULL */
    enum stability stability;
    enum scaling   scaling;
    bool           overlay;                     /* drawn over the price */
    bool           partial;                     /* NaN where its formula has no meaning, also after the warm-up */
    size_t (*warmup)(const double *param);      /* leading bars without a value; `param` has a value for each of params */
    void   (*run)(const struct series_in *in, const double *param, double *const *out);

    /* One bar at a time, with the bits of `run`: for i = 0, 1, … in order, with in->count at least i + 1 and a state
     * that began zeroed. The state is what the kernel remembers beside the bars, which the caller holds and does not
     * move; NULL where there is none. */
    size_t state_size;
    void   (*step)(void *state, const struct series_in *in, const double *param, size_t i, double *const *out);

    /* A whole tile, with the bits of `run` for each asset; false and nothing done for parameters it is not made for. NULL
     * where an indicator has only `run`. See indicator_run_tile(). */
    bool (*tile)(const struct tile_in *in, const double *param, double *const *out);
};

extern const struct indicator *const indicators[];      /* NULL-terminated, by name */

const struct indicator *indicator_find(struct slice name);
size_t                  indicator_outputs(const struct indicator *i);

/* A tile, asset by asset where the indicator has no faster way. out[k] has room for count * TILE_ASSETS values, scratch for
 * TILE_ROOM * count. Writes nothing in the warm-up. */
void indicator_run_tile(const struct indicator *i, const struct tile_in *in, const double *param, double *const *out, double *scratch);

/* The value of a parameter: a number, or one of its choices by name. */
bool indicator_read(const struct indicator *i, size_t param, struct slice text, double *ret);

/* OK, or ERR_INVALID naming the parameter and its range. */
err indicator_check(struct ctx *c, const struct indicator *i, const double *param);

#endif
