#include "ta/indicator.h"

#include <math.h>

#include "base/number.h"

const struct indicator *indicator_find(struct slice name)
{
    for (const struct indicator *const *i = indicators; *i; i++)
        if (slice_is(name, (*i)->name)) return *i;
    return NULL;
}

size_t indicator_outputs(const struct indicator *i)
{
    size_t count = 0;
    while (count < OUTPUTS_MAX && i->outputs[count]) count++;
    return count;
}

bool indicator_read(const struct indicator *i, size_t param, struct slice text, double *ret)
{
    const char *const *choices = i->choices[param];
    for (size_t k = 0; choices && choices[k]; k++)
        if (slice_is(text, choices[k])) {
            *ret = (double)k;
            return true;
        }
    return number_read(text, ret);
}

err indicator_check(struct ctx *c, const struct indicator *i, const double *param)
{
    for (size_t k = 0; k < PARAMS_MAX && i->params[k].name; k++) {
        const struct param *p     = &i->params[k];
        bool                whole = !(i->fractional >> k & 1);
        if (param[k] >= p->min && param[k] <= p->max && (!whole || param[k] == floor(param[k]))) continue;
        return fail(c, ERR_INVALID, "%s: %s must be a %s from %.10g to %.10g, not %.10g", i->name, p->name,
                    whole ? "whole number" : "number", p->min, p->max, param[k]);
    }
    return OK;
}

static const double *take(const double *column, size_t count, size_t asset, double *to)
{
    if (!column) return NULL;
    for (size_t i = 0; i < count; i++) to[i] = column[i * TILE_ASSETS + asset];
    return to;
}

static void run_asset(const struct indicator *i, const struct tile_in *in, const double *param, double *const *out, size_t asset, double *scratch)
{
    size_t                 n = in->count;
    const struct series_in series = {n, take(in->open, n, asset, scratch), take(in->high, n, asset, scratch + n), take(in->low, n, asset, scratch + 2 * n),
                                     take(in->close, n, asset, scratch + 3 * n), take(in->volume, n, asset, scratch + 4 * n)};
    double *const          rows[OUTPUTS_MAX] = {scratch + 5 * n, scratch + 6 * n, scratch + 7 * n, scratch + 8 * n};
    i->run(&series, param, rows);
    for (size_t o = 0; o < indicator_outputs(i); o++)
        for (size_t k = i->warmup(param); k < n; k++) out[o][k * TILE_ASSETS + asset] = rows[o][k];
}

void indicator_run_tile(const struct indicator *i, const struct tile_in *in, const double *param, double *const *out, double *scratch)
{
    if (i->tile && i->tile(in, param, out)) return;
    for (size_t asset = 0; asset < TILE_ASSETS; asset++) run_asset(i, in, param, out, asset, scratch);
}
