/* signalling.h - what the signals of one series are computed from. */
#ifndef JOBS_SIGNALLING_H
#define JOBS_SIGNALLING_H

#include "jobs/house.h"
#include "model/asset.h"
#include "model/series.h"

struct signal_history {
    int32_t *day;
    double  *growth;
    size_t   count;
    int32_t  basis;
};

/* Its daily closes before `to` as growth, as the store knows them, or knew them where the house looks back. */
err signal_history_load(struct ctx *c, const struct house *h, const struct asset *a, const struct series *series, int64_t to, struct signal_history *ret);

#endif
