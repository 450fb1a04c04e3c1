/* scoring.h - a scorer as the settings want it, for ops and jobs; what it returns lives in the ctx. */
#ifndef JOBS_SCORING_H
#define JOBS_SCORING_H

#include "jobs/house.h"
#include "nlp/scorer.h"

/* Opens a scorer by its name, over the list of words that the settings name, if any; or a model of this machine, whose numbers are kept
 * as `precision` says, CHOICE_NONE as the settings say. ERR_NOT_FOUND names those there are. */
err scoring_open(struct ctx *c, const struct house *h, const char *name, int32_t precision, struct scorer_open *ret);

#endif
