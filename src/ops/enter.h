/* enter.h - activities into an account, all of them or none; the caller's transaction. */
#ifndef OPS_ENTER_H
#define OPS_ENTER_H

#include "ops/accounts.h"

struct entering {
    struct ctx           *c;
    const struct house   *house;
    const struct account *account;
    bool                  add;          /* assets that the store does not know are entered too */
    int64_t               next_id;
    int64_t               added, known, new_assets;
};

err enter_open(struct ctx *c, const struct house *h, const struct account *a, bool add, struct entering *ret);

/* Checks an activity and enters it. `nth`: how many that say the same stand before it in its file, or INT_NONE for one that is meant even
 * where the same is there already. What is wrong with it is noted as a fault under `path`, and nothing is entered. */
err enter_activity(struct entering *e, struct activity *a, struct slice symbol, int64_t nth, const char *path);

/* Replays the account; ERR_CONFLICT: the caller rolls back. */
err enter_close(struct entering *e);

/* What an activity says, without its place in the store. */
err activity_digest(struct ctx *c, const struct activity *a, int64_t nth, const char **ret);

#endif
