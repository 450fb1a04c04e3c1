/* scoring.h - a scorer as the settings want it, for ops and jobs; what it returns lives in the ctx. */
#ifndef JOBS_SCORING_H
#define JOBS_SCORING_H

#include "jobs/house.h"
#include "nlp/scorer.h"

/* Opens a scorer by its name, over the list of words that the settings name, if any. ERR_NOT_FOUND names those there are. */
err scoring_open(struct ctx *c, const struct house *h, const char *model, struct scorer_open *ret);

#endif
