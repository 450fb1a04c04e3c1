/* program.h - expressions made into a program over columns, and the program run over a universe.
 *
 * compile() checks names, kinds, units and limits, computes what is known beforehand, shares what stands twice, and says
 * which columns it needs. A program is a list of steps. Those of one asset work on columns as long as its history, which
 * stay in the cache; only what a step over all assets of a day reads or writes, a section, is kept for the whole universe.
 * So a run goes by stages: every asset through its steps, then every day through its sections, and so on. Assets, and days,
 * are independent of each other within a stage: the caller may share them out among threads, and the bits are the same.
 *
 * Running allocates nothing: the caller gives the room. Pure. */
#ifndef CALC_PROGRAM_H
#define CALC_PROGRAM_H

#include "calc/expression.h"
#include "calc/function.h"
#include "calc/input.h"
#include "ta/indicator.h"

enum {
    STEPS_MAX       = 1000,
    WANTED_MAX      = 32,               /* columns that a program may need */
    PERIODS_MAX     = 4,                /* week, month, quarter, year */
    DEFINITIONS_MAX = 256,
    INS_MAX         = ARGUMENTS_MAX,
    NUMBERS_MAX     = PARAMS_MAX,
    SECTION_DAYS    = 16,               /* days of a block of sections */
};

enum group { GROUP_CLASS, GROUP_SECTOR, GROUP_CURRENCY, GROUP_COUNT };

extern const char *const group_names[];         /* NULL-terminated */

struct definition {                     /* name may be empty */
    struct slice name, text;
};

struct wanted {                         /* a column: an input, and what stands in its brackets */
    enum input_id id;
    const char   *text;
};

enum where { IN_COLUMN, IN_SLOT, IN_WIDE };

struct result {                          /* what a step gives, or a column */
    enum where where;
    uint16_t   place;                   /* which column, slot or wide column */
    uint16_t   period;                  /* 0: days, else 1 + place in program->period */
    uint16_t   stage;                   /* in which it is there */
    bool       sectional;               /* written by a section, so that steps of an asset see it a stage later */
    bool       wide;                    /* kept for the whole universe */
};

enum step_kind { STEP_FUNCTION, STEP_INDICATOR, STEP_GATHER, STEP_SPREAD };

enum { IN_NUMBER = UINT16_MAX };        /* an input of a step that is a bare number: it stands in number[] */

struct step {
    enum step_kind          kind;
    const struct function  *function;
    const struct indicator *indicator;
    double                  number[NUMBERS_MAX];        /* by argument; parameters of an indicator */
    uint16_t                in[INS_MAX];                /* values, by argument; open, high, low, close, volume of an indicator */
    uint16_t                out[OUTPUTS_MAX];           /* values */
    uint16_t                outs;
    struct length           length;
    int16_t                 by;                         /* enum group, or -1 */
    uint16_t                period;
    uint16_t                stage;
    enum gather             gather;
};

struct output {
    uint16_t    value;
    bool        truth;
    struct unit unit;
};

struct program {
    struct step     *step;
    struct result   *result;
    struct output   *output;            /* as many as were asked for */
    struct wanted   *wanted;
    size_t           steps, results, outputs, wanteds;
    enum length_kind period[PERIODS_MAX];       /* to which something is resampled */
    size_t           periods;
    size_t           stages, slots, wides, scratch;     /* scratch: doubles a row */
    bool             ahead;             /* something looks ahead */
    bool             sections;          /* something looks at all assets of a day */
};

/* Every output; the later ones may name the earlier, and all of them what is `known`. ERR_INVALID shows the place. */
err program_compile(struct ctx *c, const struct definition *sought, size_t count, const struct definition *known, size_t known_count,
                    struct program *ret);

struct panel {                          /* the universe: of each asset its own days, one asset behind the other */
    size_t               assets, days;
    size_t               rows_max;      /* of an asset */
    const size_t        *begin;         /* assets + 1: rows begin[a] to below begin[a + 1] are those of asset a */
    const int32_t       *day;           /* of each row, ascending within an asset */
    const int32_t       *calendar;      /* the days that any asset has, ascending */
    const double *const *column;        /* as program->wanted names them */
    const uint32_t      *group[GROUP_COUNT];    /* of each asset; GROUP_NONE where it is not known; NULL where it is not needed */
    size_t               group_count[GROUP_COUNT];
};

#define GROUP_NONE UINT32_MAX

/* Doubles that one thread needs, for assets and for days. */
size_t program_room(const struct program *p, const struct panel *x);

/* The steps of a stage for one asset. `wide` has p->wides columns over all rows. After the last stage out[k] is output k,
 * as many rows as the asset has, until the room is used again. */
void program_run_asset(const struct program *p, const struct panel *x, double *const *wide, size_t stage, size_t asset, double *room,
                       const double **out);

/* The sections of a stage for one block of days: 0 to below program_blocks(). */
size_t program_blocks(const struct panel *x);
void   program_run_days(const struct program *p, const struct panel *x, double *const *wide, size_t stage, size_t block, double *room);

#endif
