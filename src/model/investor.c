#include "model/investor.h"

#include <math.h>

#include "base/number.h"
#include "model/asset.h"

const char *const goals[]         = {"growth", "income", "preservation", "purchase", "retirement", NULL};
const char *const earning_kinds[] = {"steady", "varying", "none", NULL};

enum { YEARS_MAX = 80 };

static bool knowledge_read(const char *item, int32_t *ret_class, double *ret_years)
{
    struct slice rest = slice_of(item), class = slice_trim(slice_cut(&rest, '='));
    *ret_class = 0;
    while (asset_classes[*ret_class] && !slice_like(class, asset_classes[*ret_class])) ++*ret_class;
    return asset_classes[*ret_class] && *ret_class != CLASS_UNKNOWN && number_read(slice_trim(rest), ret_years) && *ret_years >= 0 && *ret_years <= YEARS_MAX;
}

double investor_knows(const struct investor *i, int32_t class)
{
    for (size_t k = 0; k < i->knowledge.count; k++) {
        int32_t said;
        double  years;
        if (knowledge_read(((const char *const *)i->knowledge.at)[k], &said, &years) && said == class) return years;
    }
    return NAN;
}

void investor_check(struct ctx *c, const struct investor *i)
{
    for (size_t k = 0; k < i->knowledge.count; k++) {
        const char *item = ((const char *const *)i->knowledge.at)[k];
        int32_t     class;
        double      years;
        if (!knowledge_read(item, &class, &years)) fault(c, "knowledge", "must be a class of assets and years, such as stock=5, not '%s'", item);
    }
    for (size_t k = 0; i->answers && k < strlen(i->answers); k++)
        if (!strchr("abcd-", i->answers[k])) fault(c, "answers", "must be letters from a to d, or -, not '%c'", i->answers[k]);
    if (i->horizon != SPAN_NONE && span_microseconds(i->horizon) <= 0) fault(c, "horizon", "must be longer than nothing");
}
