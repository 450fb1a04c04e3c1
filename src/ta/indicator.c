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

bool param_read(const struct param *p, struct slice text, double *ret)
{
    for (size_t k = 0; p->choices && p->choices[k]; k++)
        if (slice_is(text, p->choices[k])) {
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
