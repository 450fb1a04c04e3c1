#include <math.h>

#include "calc/period.h"
#include "calc/program.h"

/* The rows of one asset: days (0), and what they are resampled to. */
struct axis {
    size_t         count;
    const int32_t *day;                 /* of a week, say, its first */
    const int64_t *at;                  /* the same, as the kernels want it */
    const size_t  *begin;               /* count + 1: the days that make up each row; NULL for days */
};

struct work {
    const struct program *p;
    const struct panel   *x;
    double *const        *wide;
    size_t                first, count; /* rows of the asset among all */
    double               *slots, *scratch;
    struct axis           axis[PERIODS_MAX + 1];
};

enum { PERIOD_ROOM = 3 };               /* begin, at, day */

static size_t asset_room(const struct program *p, const struct panel *x)
{
    return (p->slots + 1 + p->scratch + PERIOD_ROOM * p->periods) * x->rows_max + PERIOD_ROOM * p->periods;
}

/* ---- axes ---- */

static double *set_days(struct work *w, double *room)
{
    const int32_t *day = w->x->day + w->first;
    int64_t       *at  = (void *)room;
    for (size_t i = 0; i < w->count; i++) at[i] = day[i];
    w->axis[0] = (struct axis){w->count, day, at, NULL};
    return room + w->x->rows_max;
}

static double *set_period(struct work *w, size_t k, double *room)
{
    enum length_kind kind  = w->p->period[k];
    const int32_t   *days  = w->axis[0].day;
    size_t           room_rows = w->x->rows_max + 1, count = 0, row = 0;
    size_t          *begin = (void *)room;
    int64_t         *at    = (void *)(room + room_rows);
    int32_t         *day   = (void *)(room + 2 * room_rows);
    while (row < w->count) {
        begin[count] = row;
        day[count]   = period_first(kind, days[row]);
        at[count]    = day[count];
        row          = period_end(kind, days, w->count, row);
        count++;
    }
    begin[count]   = w->count;
    w->axis[k + 1] = (struct axis){count, day, at, begin};
    return room + PERIOD_ROOM * room_rows;
}

static void work_open(struct work *w, double *room)
{
    w->slots = room;
    room     = set_days(w, room + w->p->slots * w->x->rows_max);
    for (size_t k = 0; k < w->p->periods; k++) room = set_period(w, k, room);
    w->scratch = room;
}

static double *at_value(const struct work *w, uint16_t value)
{
    const struct result *v = &w->p->result[value];
    return v->where == IN_SLOT ? w->slots + v->place * w->x->rows_max : w->wide[v->place] + w->first;
}

static const double *read_value(const struct work *w, uint16_t value)
{
    const struct result *v = &w->p->result[value];
    return v->where == IN_COLUMN ? w->x->column[v->place] + w->first : at_value(w, value);
}

/* ---- functions ---- */

/* The number of known values that an answer needs is told behind the length. */
static double least_of(const struct step *s)
{
    for (size_t k = 0; k + 1 < ARGUMENTS_MAX && s->function->arguments[k].name; k++)
        if (s->function->arguments[k].kind == LENGTH) return s->number[k + 1];
    return NAN;
}

static struct frame frame_of(const struct step *s, const struct axis *a)
{
    double       least = least_of(s);
    struct frame f     = {.least = left_out(least) ? 1 : (size_t)least};
    if (s->length.kind == LENGTH_DAYS) f.at = a->at, f.width = (int64_t)s->length.value;
    if (s->length.kind == LENGTH_ROWS) f.rows = (size_t)s->length.value, f.least = left_out(least) ? f.rows : f.least;
    return f;
}

static void shift(struct call *x, const struct call *whole, size_t first, size_t count)
{
    *x       = *whole;
    x->count = count;
    x->out  += first;
    for (size_t k = 0; k < ARGUMENTS_MAX; k++)
        if (x->in[k]) x->in[k] += first * x->step[k];
}

/* Each month, say, for itself, as if nothing were before it. */
static void run_periods(const struct step *s, const struct axis *a, const struct call *whole)
{
    struct call x;
    for (size_t row = 0, end; row < a->count; row = end) {
        end = period_end(s->length.kind, a->day, a->count, row);
        shift(&x, whole, row, end - row);
        s->function->run(&x);
    }
}

static void run_function(const struct work *w, const struct step *s)
{
    const struct axis *a = &w->axis[s->period];
    struct call        x = {.count = a->count, .scratch = w->scratch, .out = at_value(w, s->out[0]), .frame = frame_of(s, a)};
    memcpy(x.number, s->number, sizeof x.number);
    for (size_t k = 0; k < ARGUMENTS_MAX; k++) {
        enum argument_kind kind = s->function->arguments[k].kind;
        if (!s->function->arguments[k].name || (kind != SERIES && kind != TRUTH)) continue;
        x.in[k]   = s->in[k] == IN_NUMBER ? &s->number[k] : read_value(w, s->in[k]);
        x.step[k] = s->in[k] != IN_NUMBER;
    }
    if (s->length.kind == LENGTH_ROWS || s->length.kind == LENGTH_DAYS) x.life.length = s->length.value;
    if (s->length.kind == LENGTH_DAYS) x.life.at = a->at;
    if (s->length.kind >= LENGTH_WEEK) run_periods(s, a, &x);
    else s->function->run(&x);
}

/* ---- indicators ---- */

enum { BAR_COLUMNS_MAX = 5 };

struct bars_in {
    const double *column[BAR_COLUMNS_MAX];
};

static struct series_in series_of(const struct bars_in *b, size_t first, size_t count)
{
    const double *c[BAR_COLUMNS_MAX];
    for (size_t k = 0; k < BAR_COLUMNS_MAX; k++) c[k] = b->column[k] ? b->column[k] + first : NULL;
    return (struct series_in){count, c[0], c[1], c[2], c[3], c[4]};
}

static bool known_at(const struct bars_in *b, size_t i)
{
    for (size_t k = 0; k < BAR_COLUMNS_MAX; k++)
        if (b->column[k] && !isfinite(b->column[k][i])) return false;
    return true;
}

/* What is missing, or infinite, times 0 is not 0. */
static bool whole_from(const struct bars_in *b, size_t first, size_t count)
{
    double lane[LANES] = {0};
    for (size_t k = 0; k < BAR_COLUMNS_MAX; k++) {
        const double *c = b->column[k];
        size_t        i = first;
        if (!c) continue;
        for (; i + LANES <= count; i += LANES)
            for (size_t l = 0; l < LANES; l++) lane[l] += 0 * c[i + l];
        for (; i < count; i++) lane[0] += 0 * c[i];
    }
    return lane[0] + lane[1] + lane[2] + lane[3] == 0;
}

static void paint(double *out, size_t count)
{
    for (size_t i = 0; i < count; i++) out[i] = NAN;
}

/* Rows with anything missing are passed over, as if there were no such bar. */
static void run_known(const struct work *w, const struct step *s, const struct bars_in *b, size_t count, double *const *out)
{
    size_t         stride = w->x->rows_max, known = 0;
    double        *room = w->scratch, *part[OUTPUTS_MAX];
    size_t        *row  = (void *)(room + (BAR_COLUMNS_MAX + OUTPUTS_MAX) * stride);
    struct bars_in dense = {0};
    for (size_t i = 0; i < count; i++)
        if (known_at(b, i)) row[known++] = i;
    for (size_t k = 0; k < BAR_COLUMNS_MAX; k++) {
        if (!b->column[k]) continue;
        dense.column[k] = room + k * stride;
        for (size_t i = 0; i < known; i++) room[k * stride + i] = b->column[k][row[i]];
    }
    for (size_t o = 0; o < s->outs; o++) {
        part[o] = room + (BAR_COLUMNS_MAX + o) * stride;
        paint(part[o], known);
    }
    struct series_in in = series_of(&dense, 0, known);
    if (known > s->indicator->warmup(s->number)) s->indicator->run(&in, s->number, part);
    for (size_t o = 0; o < s->outs; o++)
        for (size_t i = 0; i < known; i++) out[o][row[i]] = part[o][i];
}

static void run_indicator(const struct work *w, const struct step *s)
{
    size_t         count = w->axis[s->period].count, first = 0;
    struct bars_in b = {0};
    double        *out[OUTPUTS_MAX], *from[OUTPUTS_MAX];
    for (size_t k = 0; k < BAR_COLUMNS_MAX; k++)
        if (s->in[k] != IN_NUMBER) b.column[k] = read_value(w, s->in[k]);
    while (first < count && !known_at(&b, first)) first++;
    for (size_t o = 0; o < s->outs; o++) {
        out[o]  = at_value(w, s->out[o]);
        from[o] = out[o] + first;
        paint(out[o], count);
    }
    if (!whole_from(&b, first, count)) {
        run_known(w, s, &b, count, out);
        return;
    }
    struct series_in in = series_of(&b, first, count - first);
    if (in.count > s->indicator->warmup(s->number)) s->indicator->run(&in, s->number, from);
}

/* ---- resampling ---- */

static double gather_row(enum gather how, const double *x, size_t begin, size_t end)
{
    double value = NAN;
    for (size_t i = begin; i < end; i++) {
        if (isnan(x[i])) continue;
        if (isnan(value))                     value = x[i];
        else if (how == GATHER_HIGHEST)       value = x[i] > value ? x[i] : value;
        else if (how == GATHER_LOWEST)        value = x[i] < value ? x[i] : value;
        else if (how == GATHER_LAST)          value = x[i];
        else if (how == GATHER_TOTAL)         value += x[i];
    }
    return value;
}

static void run_gather(const struct work *w, const struct step *s)
{
    const struct axis *a   = &w->axis[s->period];
    const double      *x   = read_value(w, s->in[0]);
    double            *out = at_value(w, s->out[0]);
    for (size_t k = 0; k < a->count; k++) out[k] = gather_row(s->gather, x, a->begin[k], a->begin[k + 1]);
}

/* A week is known from the first day behind it on: that no day of it is still to come cannot be told before. */
static void run_spread(const struct work *w, const struct step *s)
{
    const struct axis *a   = &w->axis[s->period];
    const double      *x   = read_value(w, s->in[0]);
    double            *out = at_value(w, s->out[0]);
    for (size_t k = 0; k < a->count; k++)
        for (size_t i = a->begin[k]; i < a->begin[k + 1]; i++) out[i] = k > 0 ? x[k - 1] : NAN;
}

/* ---- sections ---- */

struct day_rows {                       /* of one day: the assets that have it, and their rows among all */
    size_t count;
    size_t *row, *asset;
};

struct section {
    const struct program *p;
    const struct panel   *x;
    double *const        *wide;
    double               *in, *out, *scratch;
    size_t               *member, *end; /* rows of a day in the order in which they are worked on, and where each group of them ends */
    size_t                first, days;  /* in the calendar */
    struct day_rows       day[SECTION_DAYS];
};

static size_t section_room(const struct program *p, const struct panel *x)
{
    return p->sections ? (2 * SECTION_DAYS + 4 + p->scratch) * x->assets + 1 : 0;
}

size_t program_room(const struct program *p, const struct panel *x)
{
    size_t a = asset_room(p, x), s = section_room(p, x);
    return a > s ? a : s;
}

static size_t row_from(const struct panel *x, size_t asset, int32_t day)
{
    size_t low = x->begin[asset], high = x->begin[asset + 1];
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (x->day[middle] < day) low = middle + 1;
        else high = middle;
    }
    return low;
}

static void section_open(struct section *s, size_t block, double *room)
{
    const struct panel *x = s->x;
    size_t             *index = (void *)room;
    s->first = block * SECTION_DAYS;
    s->days  = x->days - s->first < SECTION_DAYS ? x->days - s->first : SECTION_DAYS;
    for (size_t d = 0; d < SECTION_DAYS; d++) s->day[d] = (struct day_rows){0, index + 2 * d * x->assets, index + (2 * d + 1) * x->assets};
    s->member  = index + 2 * SECTION_DAYS * x->assets;
    s->end     = s->member + x->assets;
    s->in      = room + (2 * SECTION_DAYS + 2) * x->assets + 1;
    s->out     = s->in + x->assets;
    s->scratch = s->out + x->assets;
    for (size_t a = 0; a < x->assets; a++) {
        size_t d = 0;
        for (size_t row = row_from(x, a, x->calendar[s->first]); row < x->begin[a + 1] && d < s->days; row++) {
            while (d < s->days && x->calendar[s->first + d] < x->day[row]) d++;
            if (d == s->days) break;
            s->day[d].row[s->day[d].count]     = row;
            s->day[d].asset[s->day[d].count++] = a;
        }
    }
}

/* The function over members from first to below end; what they are worth comes from x, and what they come to goes to out. */
static void run_members(const struct section *s, const struct step *step, size_t first, size_t end, const double *x, double *out)
{
    struct call call = {.count = end - first, .in = {s->in}, .step = {1}, .scratch = s->scratch, .out = s->out};
    if (call.count == 0) return;
    memcpy(call.number, step->number, sizeof call.number);
    for (size_t m = first; m < end; m++) s->in[m - first] = x[s->member[m]];
    step->function->run(&call);
    for (size_t m = first; m < end; m++) out[s->member[m]] = s->out[m - first];
}

/* The rows of a day, group by group; end[g] is where group g ends. What is of no group stands in none. */
static void sort_members(const struct section *s, const struct day_rows *day, const uint32_t *group, size_t groups)
{
    for (size_t g = 0; g <= groups; g++) s->end[g] = 0;
    for (size_t m = 0; m < day->count; m++)
        if (group[day->asset[m]] != GROUP_NONE) s->end[group[day->asset[m]] + 1]++;
    for (size_t g = 0; g < groups; g++) s->end[g + 1] += s->end[g];
    for (size_t m = 0; m < day->count; m++)
        if (group[day->asset[m]] != GROUP_NONE) s->member[s->end[group[day->asset[m]]]++] = day->row[m];
}

static void run_groups(const struct section *s, const struct step *step, const struct day_rows *day, const double *x, double *out)
{
    const uint32_t *group  = s->x->group[step->by];
    size_t          groups = s->x->group_count[step->by];
    for (size_t m = 0; m < day->count; m++)
        if (group[day->asset[m]] == GROUP_NONE) out[day->row[m]] = NAN;
    sort_members(s, day, group, groups);
    for (size_t g = 0; g < groups; g++) run_members(s, step, g ? s->end[g - 1] : 0, s->end[g], x, out);
}

static void run_section(const struct section *s, const struct step *step)
{
    const struct result *v   = &s->p->result[step->in[0]];
    const double        *x   = v->where == IN_COLUMN ? s->x->column[v->place] : s->wide[v->place];
    double              *out = s->wide[s->p->result[step->out[0]].place];
    for (size_t d = 0; d < s->days; d++) {
        const struct day_rows *day = &s->day[d];
        if (step->by >= 0) {
            run_groups(s, step, day, x, out);
            continue;
        }
        memcpy(s->member, day->row, day->count * sizeof *s->member);
        run_members(s, step, 0, day->count, x, out);
    }
}

static bool is_section(const struct step *s) { return s->kind == STEP_FUNCTION && s->function->section; }

size_t program_blocks(const struct panel *x) { return (x->days + SECTION_DAYS - 1) / SECTION_DAYS; }

void program_run_days(const struct program *p, const struct panel *x, double *const *wide, size_t stage, size_t block, double *room)
{
    struct section s = {.p = p, .x = x, .wide = wide};
    bool           open = false;
    for (size_t k = 0; k < p->steps; k++) {
        if (p->step[k].stage != stage || !is_section(&p->step[k])) continue;
        if (!open) section_open(&s, block, room);
        open = true;
        run_section(&s, &p->step[k]);
    }
}

void program_run_asset(const struct program *p, const struct panel *x, double *const *wide, size_t stage, size_t asset, double *room,
                       const double **out)
{
    struct work w = {.p = p, .x = x, .wide = wide, .first = x->begin[asset], .count = x->begin[asset + 1] - x->begin[asset]};
    work_open(&w, room);
    for (size_t k = 0; k < p->steps; k++) {
        const struct step *s = &p->step[k];
        if (s->stage != stage || is_section(s)) continue;
        switch (s->kind) {
        case STEP_FUNCTION:  run_function(&w, s); break;
        case STEP_INDICATOR: run_indicator(&w, s); break;
        case STEP_GATHER:    run_gather(&w, s); break;
        case STEP_SPREAD:    run_spread(&w, s); break;
        }
    }
    for (size_t k = 0; k < p->outputs && stage + 1 == p->stages; k++) out[k] = read_value(&w, p->output[k].value);
}
