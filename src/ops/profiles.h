/* profiles.h - investors as they are kept: the newest or any version, read, changed and written anew. */
#ifndef OPS_PROFILES_H
#define OPS_PROFILES_H

#include "advise/budget.h"
#include "jobs/house.h"

#define PROFILE_CARD(X, T)                                                          \
    X(T, TEXT,  name,     0, "investor")                                            \
    X(T, I64,   version,  0, "version of what they said")                           \
    X(T, TIME,  created,  0, "when it was said")                                    \
    X(T, TEXT,  digest,   0, "SHA-256 of it")                                       \
    X(T, BOOL,  stale,    0, "older than a year: it should be looked through again") \
    INVESTOR_SAID(X, T)                                                             \
    RISK_BUDGET(X, T)

MODEL(profile_card, PROFILE_CARD, "an investor, and how much risk they should bear");

/* Version 0 is the newest. ERR_NOT_FOUND tells who is known. */
err profile_load(struct ctx *c, const struct house *h, const char *name, int64_t version, struct investor *ret, struct investor_version *ret_kept);

/* Checks what is said and keeps it as a new version, unless the newest says just that; *ret_kept is what stands then. Inside a transaction. */
err profile_keep(struct ctx *c, const struct house *h, struct investor *said, struct investor_version *ret_kept);

/* Copies fields that both records have; with `given`, only those that say something. */
void record_take(const struct shape *into_shape, void *into, const struct shape *from_shape, const void *from, bool given);

err profile_card_of(struct ctx *c, const struct house *h, const struct investor *i, const struct investor_version *kept, struct profile_card **ret);

#endif
