#include "advise/policy.h"

#include "base/digest.h"

const struct policy *policy_find(struct slice name)
{
    for (const struct policy *const *p = policies; *p; p++)
        if (slice_is(name, (*p)->name)) return *p;
    return NULL;
}

size_t policy_factors(const struct policy *p)
{
    size_t count = 0;
    while (count < FACTORS_MAX && p->factors[count].signal) count++;
    return count;
}

static void add_number(struct digest *d, double value) { digest_add(d, &value, sizeof value); }

void policy_digest(const struct policy *p, char ret[65])
{
    struct digest d;
    digest_open(&d);
    digest_add_text(&d, p->name);
    for (size_t i = 0; i < policy_factors(p); i++) {
        digest_add_text(&d, p->factors[i].signal);
        for (size_t b = 0; b < BAND_COUNT; b++) add_number(&d, p->factors[i].weight[b]);
    }
    for (size_t b = 0; b < BAND_COUNT; b++) {
        const struct limits *l = &p->limits[b];
        add_number(&d, l->volatility);
        add_number(&d, l->asset_volatility);
        add_number(&d, l->asset_weight);
        add_number(&d, l->sector_weight);
        for (size_t k = 0; k < CLASS_COUNT; k++) add_number(&d, l->class_weight[k]);
        add_number(&d, p->risk_below[b]);
        add_number(&d, (double)p->horizon_below[b]);
    }
    add_number(&d, (double)p->positions_max);
    add_number(&d, (double)p->candidates_min);
    add_number(&d, (double)p->history_min);
    add_number(&d, (double)p->window);
    add_number(&d, p->stale_days);
    add_number(&d, p->score_limit);
    digest_done(&d, ret);
}
