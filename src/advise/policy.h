/* policy.h - the numbers that turn what is known into advice: what is listened to, and what is allowed. One file, one
 * descriptor; the numbers of the one that decided are digested into every recommendation. */
#ifndef ADVISE_POLICY_H
#define ADVISE_POLICY_H

#include "model/asset.h"
#include "model/profile.h"

enum { FACTORS_MAX = 16 };

struct factor {
    const char *signal;                 /* name of a signal */
    const char *phrase;                 /* how a reason calls it */
    bool        percent;                /* its value is a fraction, shown in percent */
    double      weight[BAND_COUNT];     /* of one deviation above the middle of all candidates */
};

struct limits {                         /* of one band */
    double volatility;                  /* of the whole, cash included, a year */
    double asset_volatility;            /* of one asset over 30 days, a year; more is not suitable */
    double asset_weight, sector_weight, class_weight[CLASS_COUNT];      /* a class of weight 0 is not suitable */
};

struct policy {
    const char   *name, *about;
    struct factor factors[FACTORS_MAX];
    struct limits limits[BAND_COUNT];
    double        risk_below[BAND_COUNT];       /* upper end of the risk tolerance of each band */
    int64_t       horizon_below[BAND_COUNT];    /* SPAN: a shorter horizon allows no riskier band; 0 for none */
    size_t        positions_max, candidates_min;
    size_t        history_min;                  /* closes that an asset must have */
    size_t        window;                       /* returns that risk is measured over */
    int32_t       stale_days;                   /* a last close older than that is no price */
    double        score_limit;                  /* deviations at which a score is cut off */
};

extern const struct policy *const policies[];   /* NULL-terminated, by name */

const struct policy *policy_find(struct slice name);
size_t               policy_factors(const struct policy *p);

/* SHA-256 of all its numbers and names. */
void policy_digest(const struct policy *p, char ret[65]);

#endif
