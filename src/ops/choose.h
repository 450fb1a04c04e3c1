/* choose.h - which assets of a market are meant: symbols, and class=stock, sector=Energy, currency=USD. */
#ifndef OPS_CHOOSE_H
#define OPS_CHOOSE_H

#include "jobs/house.h"
#include "model/asset.h"
#include "model/profile.h"

enum { CHOOSE_ITEMS_MAX = 1000 };

#define CHOOSE_HELP "symbols, class=stock, sector=Energy, currency=USD; of several of one kind any, of several kinds all; usual is every asset"

struct choice {
    struct list items;                  /* TEXTS */
    bool        simulated;
};

/* Checks the items. market: enum market, or CHOICE_NONE for the one that the symbols belong to, which is real without any.
 * ERR_NOT_FOUND names a symbol that is not there. */
err choose(struct ctx *c, const struct house *h, const struct list *items, int32_t market, struct choice *ret);

bool choice_wants(const void *choice, const struct asset *a);

#endif
